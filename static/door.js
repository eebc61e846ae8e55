// The list at the door: marks are kept on the device and sent when there is a network. Without this script each mark is a form.
"use strict";

(() => {
  const page = document.querySelector("[data-door]");
  if (!page) return;

  const said = page.dataset;
  const keys = { queue: `door-${said.door}-queue`, there: `door-${said.door}-there` };
  const rows = new Map([...page.querySelectorAll("[data-registration]")].map((row) => [row.dataset.registration, row]));
  const status = page.querySelector("[data-status]");
  const sought = page.querySelector("[name=q]");
  const forget = page.querySelector("[data-forget]");
  const inMemory = {};
  let there = null; // how it stands for everybody, as the portal said last: registration -> {at, marks}
  let trouble = ""; // why sending does not work, apart from a missing network
  let refused = 0;
  let busy = false;

  function read(key, otherwise) {
    try {
      return JSON.parse(localStorage.getItem(key)) ?? inMemory[key] ?? otherwise;
    } catch {
      return inMemory[key] ?? otherwise;
    }
  }

  function write(key, value) {
    inMemory[key] = value;
    try {
      localStorage.setItem(key, JSON.stringify(value));
    } catch {
      trouble = said.saidFull;
    }
  }

  const queue = () => read(keys.queue, []);

  function newId() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  function clock(moment) {
    const local = new Date(moment);
    return `${local.getHours()}.${String(local.getMinutes()).padStart(2, "0")}`;
  }

  function atPortal(row) {
    const { registration, marks, at } = row.dataset;
    return there ? (there[registration] ?? { marks: "", at: "" }) : { marks, at };
  }

  // The marks of a person that stand when what is kept here has been sent too.
  function standing(row) {
    const known = atPortal(row);
    const marks = new Map(known.marks.split(" ").filter(Boolean).map((id) => [id, known.at]));
    for (const act of queue()) {
      if (act.registration !== row.dataset.registration) continue;
      if (act.takes_back) marks.delete(act.takes_back);
      else marks.set(act.id, marks.get(act.id) ?? clock(act.at));
    }
    return marks;
  }

  function show() {
    let count = 0;
    for (const row of rows.values()) {
      const marks = standing(row);
      const [since] = marks.values();
      const state = row.querySelector("[data-state]");
      count += marks.size > 0;
      state.textContent = marks.size ? `${said.saidHere} ${since}` : said.saidMissing;
      state.className = marks.size ? "tag ok" : "tag quiet";
      row.querySelector("[value=come]").hidden = marks.size > 0;
      row.querySelector("[value=mistake]").hidden = marks.size === 0;
    }
    if (rows.size) document.querySelector("[data-there]").textContent = count;
    const unsent = queue().length;
    const waiting = unsent === 1 ? said.saidOne : said.saidMore.replace("{n}", unsent);
    const parts = [unsent ? waiting : said.saidSent, trouble, refused ? said.saidRefused.replace("{n}", refused) : ""];
    status.textContent = parts.filter(Boolean).join(" ");
    status.className = unsent || trouble || refused ? "notice warning" : "notice success";
    status.dataset.unsent = unsent;
    status.hidden = false;
    forget.hidden = unsent > 0;
  }

  function press(row, button) {
    const { registration } = row.dataset;
    const at = new Date().toISOString();
    const acts =
      button.value === "come"
        ? [{ id: newId(), registration, at }]
        : [...standing(row).keys()].map((mark) => ({ id: newId(), registration, at, takes_back: mark }));
    write(keys.queue, [...queue(), ...acts]);
    show();
    row.querySelector("button:not([hidden])").focus();
    send();
  }

  // After a new log-in the page's token is no longer good: a fresh page has the new one.
  async function newToken() {
    const answer = await fetch(location.pathname, { redirect: "manual", cache: "no-store" });
    if (!answer.ok) return false;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[name=csrfmiddlewaretoken]");
    if (!fresh) return false;
    for (const field of page.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = fresh.value;
    return true;
  }

  function ask(acts) {
    const token = page.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
    const sending = { method: "POST", body: JSON.stringify({ acts }), headers: { "X-CSRFToken": token, "Content-Type": "application/json" } };
    return fetch(said.marksUrl, { redirect: "manual", cache: "no-store", ...(acts.length ? sending : {}) });
  }

  async function send() {
    if (busy) return;
    busy = true;
    try {
      do {
        const acts = queue().slice(0, 200);
        let answer = await ask(acts);
        if (answer.status === 403 && (await newToken())) answer = await ask(acts);
        if (!answer.ok) {
          trouble = answer.type === "opaqueredirect" || answer.status === 403 ? said.saidLogin : await reason(answer);
          break;
        }
        const told = await answer.json();
        const done = new Set([...told.received, ...acts.filter((act) => told.received.includes(act.id)).map((act) => act.id)]);
        trouble = "";
        refused += told.refused.length;
        there = told.there;
        write(keys.there, there);
        write(keys.queue, queue().filter((act) => !done.has(act.id)));
        if (!acts.length || !done.size) break;
      } while (queue().length);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // a TypeError is how fetch says that there is no network
    } finally {
      busy = false;
      show();
    }
  }

  async function reason(answer) {
    const isOurs = (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
    return isOurs ? (await answer.json()).error : "";
  }

  async function takeAway() {
    for (const key of Object.values(keys)) localStorage.removeItem(key);
    await caches.delete(`door-${said.door}`);
    const worker = await navigator.serviceWorker?.getRegistration(location.pathname);
    await worker?.unregister();
    location.assign(document.querySelector(".breadcrumb a").href);
  }

  page.addEventListener("submit", (event) => {
    if (event.target.contains(sought)) return event.preventDefault();
    const row = event.target.closest("[data-registration]");
    if (!row || !event.submitter) return;
    event.preventDefault();
    press(row, event.submitter);
  });
  sought.addEventListener("input", () => {
    const words = sought.value.trim().toLowerCase();
    for (const row of rows.values()) row.hidden = !row.textContent.toLowerCase().includes(words);
  });
  page.querySelector("[data-without-script]").hidden = true;
  forget.addEventListener("click", takeAway);
  window.addEventListener("online", send);
  window.addEventListener("storage", show);
  document.addEventListener("visibilitychange", () => document.hidden || send());
  setInterval(send, 15000);
  if (!navigator.onLine) there = read(keys.there, null);
  navigator.serviceWorker?.register(said.workerUrl);
  show();
  send();
})();
