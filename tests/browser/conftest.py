"""Chromium and the portals that it visits.

The portals run in processes of their own, so no test here opens the database: Playwright's event loop and Django's ORM never
meet, and what is seen is what a user of `manage.py serve` sees. Everything is closed with the package: other tests need the
thread without a running loop.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.portal import SECRETARIAT, RunningPortal
from tests.browser.visiting import Visits, log_in, new_context
from tests.oidc_provider import RunningProvider, a_provider


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Start the browser that CHROMIUM names: a program, or the word playwright for the one that Playwright downloads."""
    program = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    options = {} if program == "playwright" else {"executable_path": program}
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(args=["--no-sandbox"] if os.geteuid() == 0 else [], **options)
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def identity_provider() -> Iterator[RunningProvider]:
    """Start the provider of the municipality that has a log-in of its own."""
    with a_provider() as running:
        yield running


@pytest.fixture(scope="package")
def portal(tmp_path_factory: pytest.TempPathFactory, identity_provider: RunningProvider) -> Iterator[RunningPortal]:
    """Start a portal with the demonstration of four municipalities."""
    running = RunningPortal(tmp_path_factory.mktemp("demonstration"))
    running.fill()
    running.offer_log_in(identity_provider)
    running.start()
    yield running
    running.close()


@pytest.fixture(scope="package")
def empty_portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    """Start a portal before anybody has loaded a programme."""
    running = RunningPortal(tmp_path_factory.mktemp("empty"))
    running.start()
    yield running
    running.close()


@pytest.fixture(scope="package")
def states(browser: Browser, portal: RunningPortal) -> dict[str, dict[str, object]]:
    """Log everybody in once who logs in; returns their cookies by role."""
    found = {"public": {}, "participant": {}}
    addresses = {
        "coordinator": portal.coordinator()["email"],
        "secretariat": SECRETARIAT,
        "keeper": portal.stage["keeper"],
        "newcomer": portal.stage["newcomer"],
    }
    for role, address in addresses.items():
        with new_context(browser, portal) as context:
            log_in(context.new_page(), portal, address)
            found[role] = dict(context.storage_state())
    return found


@pytest.fixture(scope="package")
def visits(
    browser: Browser, portal: RunningPortal, empty_portal: RunningPortal, states: dict[str, dict[str, object]]
) -> Visits:
    """Remember what was seen on each page, so that every test may ask without a second visit."""
    return Visits(browser, portal, empty_portal, states)


@pytest.fixture
def context(browser: Browser, portal: RunningPortal) -> Iterator[BrowserContext]:
    """Open a browser that nobody has used yet."""
    with new_context(browser, portal) as fresh:
        yield fresh


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """Open a page of a browser that nobody has used yet."""
    return context.new_page()
