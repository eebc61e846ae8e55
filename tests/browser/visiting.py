"""Visit pages and write down what there is to see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

from tests.browser.places import Place
from tests.browser.portal import RunningPortal

WIDE, PHONE, NARROW = 1280, 390, 320
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@dataclass
class Visit:
    """What was seen on one page in one language."""

    status: int
    path: str
    html: str
    title: str
    lang: str
    headings: list[str]
    console: list[str]
    violations: dict[int, list[str]] = field(default_factory=dict)
    width_needed: int = 0


class Visits:
    """Visits each page once per language, when the first test asks."""

    def __init__(
        self, browser: Browser, portal: RunningPortal, empty: RunningPortal, states: dict[str, dict[str, Any]]
    ) -> None:
        self._browser, self._portal, self._empty, self._states = browser, portal, empty, states
        self._known: dict[tuple[str, str], Visit] = {}
        self._windows: dict[str, Window] = {}

    def to(self, place: Place, language: str) -> Visit:
        """Return what is seen at a place in a language."""
        key = (place.name, language)
        if key not in self._known:
            self._known[key] = self._visit(place, language)
        return self._known[key]

    def _visit(self, place: Place, language: str) -> Visit:
        portal = self._empty if place.empty else self._portal
        if portal.url not in self._windows:
            self._windows[portal.url] = Window(self._browser, portal)
        window = self._windows[portal.url]
        window.become(self._states[place.role], language)
        page = window.page
        place.reach(page, portal)
        page.wait_for_load_state()
        answer = window.documents[-1]
        visit = Visit(
            status=answer.status,
            path=answer.url.removeprefix(portal.url),
            html=answer.text(),
            title=page.title(),
            lang=page.evaluate("document.documentElement.lang"),
            headings=page.locator("h1").all_inner_texts(),
            console=[
                line for line in window.console if not (answer.status >= 400 and f"status of {answer.status}" in line)
            ],
        )
        page.evaluate(AXE_SCRIPT)
        for width in (WIDE, PHONE):
            page.set_viewport_size({"width": width, "height": 900})
            visit.violations[width] = _violations(page)
        page.set_viewport_size({"width": NARROW, "height": 900})
        visit.width_needed = page.evaluate("document.documentElement.scrollWidth")
        return visit


class Window:
    """A browser window on one portal that becomes one person after another: a window for each visit takes a quarter longer."""

    def __init__(self, browser: Browser, portal: RunningPortal) -> None:
        self._portal = portal
        self._context = browser.new_context(base_url=portal.url)
        self.page = self._context.new_page()
        self.console: list[str] = []
        self.documents: list[Response] = []
        self.page.on("console", lambda message: self.console.extend(_fault(message)))
        self.page.on("pageerror", lambda error: self.console.append(str(error)))
        self.page.on("response", lambda response: self.documents.extend(_document(response, self.page)))

    def become(self, state: dict[str, Any], language: str) -> None:
        """Forget everything, and remember the language and who is logged in."""
        self.page.goto("about:blank")
        self.page.set_viewport_size({"width": WIDE, "height": 900})
        self._context.clear_cookies()
        self._context.add_cookies([*state.get("cookies", []), *_language_cookie(language, self._portal)])
        self.console.clear()
        self.documents.clear()


@contextmanager
def new_context(
    browser: Browser, portal: RunningPortal, *, language: str = "da", state: Any = None, **options: Any
) -> Iterator[BrowserContext]:
    """Open a browser with nothing remembered but the language and the given cookies."""
    # Chromium looks past the CSP for what Playwright injects (axe), not for what the page does: its breaches reach the console.
    context = browser.new_context(
        base_url=portal.url, viewport={"width": WIDE, "height": 900}, storage_state=state or None, **options
    )
    context.add_cookies(_language_cookie(language, portal))
    try:
        yield context
    finally:
        context.close()


def _language_cookie(language: str, portal: RunningPortal) -> list[Any]:
    return [] if language == "da" else [{"name": "language", "value": language, "url": portal.url}]


def log_in(page: Page, portal: RunningPortal, address: str) -> None:
    """Log in with a code from the mail folder, as people do."""
    known = set(portal.letters())
    page.goto("/konto/log-ind/")
    page.fill("[name=email]", address)
    page.keyboard.press("Enter")
    page.wait_for_url("**/konto/log-ind/kode/")
    page.fill("[name=code]", portal.code_for(address, besides=known))
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: not url.endswith("/konto/log-ind/kode/"))
    if page.url.endswith("/konto/log-ind/totrin/"):
        page.fill("[name=code]", portal.stage["recovery_codes"].pop())
        page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/konto/" not in url)


def _violations(page: Page) -> list[str]:
    found = page.evaluate("options => axe.run(options)", {"runOnly": RULES, "resultTypes": ["violations"]})[
        "violations"
    ]
    return [f"{rule['id']}: {', '.join(str(node['target']) for node in rule['nodes'])}" for rule in found]


def _fault(message: ConsoleMessage) -> list[str]:
    return [message.text] if message.type in {"error", "warning"} else []


def _document(response: Response, page: Page) -> list[Response]:
    is_page = response.request.is_navigation_request() and response.frame == page.main_frame
    return [response] if is_page and not 300 <= response.status < 400 else []
