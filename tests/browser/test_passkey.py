"""A passkey in a real browser: made, used instead of a code, and all of it under the portal's content security policy."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.portal import RunningPortal
from tests.browser.visiting import log_in

pytestmark = pytest.mark.browser


def test_a_coordinator_makes_a_passkey_and_logs_in_with_it(
    context: BrowserContext, page: Page, portal: RunningPortal
) -> None:
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    log_in(page, portal, portal.coordinator(2)["email"])
    page.click("text=Mit login")
    page.click("text=Tilføj en adgangsnøgle")
    page.click("#passkey_add")
    page.wait_for_url("**/konto/gendannelseskoder/")
    assert page.locator(".codes li").count() == 10
    page.click("header button:has-text('Log ud')")
    page.goto("/konto/log-ind/")
    page.click("#passkey_login")
    page.wait_for_url("**/kommune/*/")
    assert faults == []
