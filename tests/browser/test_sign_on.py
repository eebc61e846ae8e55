"""A municipality's own log-in in a real browser, with a real provider in another process."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.portal import OWN_DOMAIN, RunningPortal
from tests.browser.visiting import PHONE, new_context
from tests.oidc_provider import RunningProvider

pytestmark = pytest.mark.browser
EA = f"ea@{OWN_DOMAIN}"
#: The account that Ea is bound to by whichever test comes first.
SUBJECT = "7"


def to_the_provider(page: Page, address: str = EA) -> None:
    page.goto("/konto/log-ind/")
    page.get_by_label("E-mail").fill(address)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Log ind via").click()
    expect(page.get_by_role("heading", name="Log-in of demo")).to_be_visible()


def answer(page: Page, address: str, **subject: str) -> None:
    page.get_by_label("E-mail address").fill(address)
    if subject:
        page.get_by_label("Account number").fill(subject["subject"])
    page.get_by_role("button", name="Log in").click()


def test_a_coordinator_logs_in_and_out_and_in_again(page: Page, portal: RunningPortal) -> None:
    known = set(portal.letters())
    to_the_provider(page)
    answer(page, EA, subject=SUBJECT)
    expect(page.get_by_text("Ea Eget", exact=True)).to_be_visible()
    assert re.fullmatch(rf"{portal.url}/kommune/\d{{3}}/", page.url)
    page.get_by_role("button", name="Log ud").first.click()
    to_the_provider(page)
    answer(page, f"nyt.navn@{OWN_DOMAIN}", subject=SUBJECT)
    expect(page.get_by_text("Ea Eget", exact=True)).to_be_visible()
    codes = [letter for name, letter in portal.letters().items() if name not in known and "kode" in letter["Subject"]]
    assert codes == []


def test_with_the_keyboard_and_without_script_on_a_phone(
    browser: Browser, portal: RunningPortal, identity_provider: RunningProvider
) -> None:
    options = {"java_script_enabled": False, "viewport": {"width": PHONE, "height": 800}}
    context = browser.new_context(base_url=portal.url, **options)
    try:
        page = context.new_page()
        page.goto("/fakturaer/")
        page.get_by_label("E-mail").focus()
        page.keyboard.type(EA)
        page.keyboard.press("Enter")
        button = page.get_by_role("button", name="Log ind via")
        for _ in range(30):
            page.keyboard.press("Tab")
            if button.evaluate("button => button === document.activeElement"):
                break
        page.keyboard.press("Enter")
        page.wait_for_url(f"{identity_provider.url}/**")
        page.get_by_label("E-mail address").focus()
        page.keyboard.type(EA)
        page.keyboard.press("Tab")
        page.keyboard.type(SUBJECT)
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{portal.url}/fakturaer/")
    finally:
        context.close()


def test_whoever_stops_gets_a_code_instead(browser: Browser, portal: RunningPortal) -> None:
    with new_context(browser, portal) as context:
        page, known = context.new_page(), set(portal.letters())
        to_the_provider(page)
        page.get_by_role("button", name="Cancel").click()
        expect(page.get_by_text("Du loggede ikke ind")).to_be_visible()
        page.get_by_label("E-mail").fill(EA)
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Send mig en kode i stedet").click()
        page.get_by_label("Kode").fill(portal.code_for(EA, besides=known))
        page.keyboard.press("Enter")
        expect(page.get_by_text("Ea Eget", exact=True)).to_be_visible()


def test_a_stranger_reads_what_to_do(page: Page) -> None:
    to_the_provider(page, f"ny@{OWN_DOMAIN}")
    answer(page, f"ny@{OWN_DOMAIN}")
    expect(page.get_by_role("heading", name="Du er ikke logget ind")).to_be_visible()
    page.get_by_role("link", name="Tilbage til login").click()
    expect(page.get_by_label("E-mail")).to_be_visible()
