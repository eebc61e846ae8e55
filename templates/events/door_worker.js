// Keeps one page, with what it is made of, for when there is no network. It touches nothing else.
"use strict";

const KEPT = {{ kept|safe }};
const NAME = "door-{{ event.pk }}";
const PATIENCE = 4000;

self.addEventListener("install", (event) => {
  event.waitUntil(keepEverything());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = new URL(request.url).pathname;
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && path === KEPT.page) event.respondWith(newestPage(request));
  else if (KEPT.assets.includes(path)) event.respondWith(keptAsset(request));
});

async function keepEverything() {
  const store = await caches.open(NAME);
  await store.addAll(KEPT.assets);
  const page = await fetch(KEPT.page, { credentials: "same-origin", redirect: "manual" });
  if (page.ok) await store.put(KEPT.page, page);
  await self.skipWaiting();
}

async function newestPage(request) {
  const store = await caches.open(NAME);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (answer.ok && new URL(request.url).search === "") await store.put(KEPT.page, answer.clone());
    return answer;
  } catch (error) {
    const kept = await store.match(KEPT.page);
    if (kept) return kept;
    throw error;
  }
}

async function keptAsset(request) {
  const store = await caches.open(NAME);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (answer.ok) await store.put(new URL(request.url).pathname, answer.clone());
    return answer;
  } catch (error) {
    const kept = await store.match(new URL(request.url).pathname);
    if (kept) return kept;
    throw error;
  }
}
