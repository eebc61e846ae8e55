"""The main job as its users do it, in a browser, with the clicks counted."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.portal import RunningPortal
from tests.browser.visiting import PHONE, log_in, new_context
from tests.faults.portal import wait_until

pytestmark = pytest.mark.browser


def press(page: Page, name: str) -> None:
    """Press the one button or link of this name in the main part of the page."""
    target = page.get_by_role("main").get_by_role("button", name=name, exact=True)
    with page.expect_navigation():
        target.click()


def invitation(portal: RunningPortal, number: int) -> str:
    """Return the personal link of somebody who has not answered and whom no other test uses."""
    return portal.stage["unanswered"][number]


def phone(browser: Browser, portal: RunningPortal) -> BrowserContext:
    context = browser.new_context(base_url=portal.url, viewport={"width": PHONE, "height": 800})
    context.set_default_timeout(15_000)
    return context


def test_a_participant_accepts_in_two_clicks_and_cancels_in_three(browser: Browser, portal: RunningPortal) -> None:
    known = set(portal.letters())
    with phone(browser, portal) as context:
        page = context.new_page()
        page.goto(invitation(portal, 2))  # the first click is the link in the mail
        assert "/i/" not in page.url
        press(page, "Tilmeld mig")
        expect(page.get_by_role("status")).to_contain_text("Du er tilmeldt")
        receipt = "Du er tilmeldt: Opstartsworkshop i medarbejdersporet"
        wait_until(lambda: subjects(portal, known).count(receipt) == 1)
        page.goto(invitation(portal, 2))
        page.get_by_text("Jeg kan ikke komme alligevel").click()
        press(page, "Meld afbud")
        expect(page.get_by_role("status")).to_contain_text("afbud")


def test_a_participant_declines_in_two_clicks_and_changes_that_in_two(browser: Browser, portal: RunningPortal) -> None:
    with phone(browser, portal) as context:
        page = context.new_page()
        page.goto(invitation(portal, 3))
        press(page, "Meld afbud")
        expect(page.get_by_role("status")).to_contain_text("Tak")
        page.goto(invitation(portal, 3))
        press(page, "Tilmeld mig")
        expect(page.get_by_role("status")).to_contain_text("Du er tilmeldt")


def test_a_participant_sends_a_colleague_in_three_clicks_who_gets_a_lost_link_again_on_two_screens(
    browser: Browser, portal: RunningPortal
) -> None:
    known, address = set(portal.letters()), "afloeser@kommune.example"
    with phone(browser, portal) as context:
        page = context.new_page()
        page.goto(invitation(portal, 5))
        page.get_by_role("link", name="Send en kollega i stedet").click()
        page.get_by_label("Din kollegas navn").fill("Li Østergård")
        page.get_by_label("Din kollegas e-mailadresse").fill(address)
        press(page, "Send min kollega")
        expect(page.get_by_role("status")).to_contain_text("Li Østergård")
    wait_until(lambda: len(letters_to(portal, address, known)) == 1)
    with phone(browser, portal) as context:
        page = context.new_page()
        page.goto("/send-link/")
        page.get_by_label("Din e-mailadresse").fill(address)
        press(page, "Send mig mit link")
        wait_until(lambda: len(letters_to(portal, address, known)) == 2)


def letters_to(portal: RunningPortal, address: str, known: set[str]) -> list[str]:
    """Return the names of the letters to this address that are not among the known ones."""
    return [name for name, letter in portal.letters().items() if name not in known and address in str(letter["To"])]


def test_a_mail_scanner_that_opens_the_link_and_submits_every_form_answers_nothing(
    browser: Browser, portal: RunningPortal
) -> None:
    link = invitation(portal, 4)
    for method in ("HEAD", "GET", "GET"):
        with phone(browser, portal) as nobody:
            nobody.request.fetch(link, method=method)
    with phone(browser, portal) as context:
        page = context.new_page()
        page.goto(link)
        for index in range(page.locator("main form").count()):
            page.goto(link)
            with page.expect_navigation():
                page.locator("main form").nth(index).evaluate("form => form.submit()")
        page.goto(link)
        expect(page.get_by_role("main").get_by_role("button", name="Tilmeld mig", exact=True)).to_be_visible()


def test_a_coordinator_logs_in_with_the_keyboard_alone(page: Page, portal: RunningPortal) -> None:
    account = portal.coordinator(1)
    log_in(page, portal, account["email"])
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kommune")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text(re.compile("indholdet"))


def test_the_secretariat_invites_a_body_in_three_clicks(
    browser: Browser, portal: RunningPortal, states: dict[str, dict[str, object]]
) -> None:
    known = set(portal.letters())
    with new_context(browser, portal, state=states["secretariat"]) as context:
        page = context.new_page()
        page.goto("/admin/events/event/")
        page.get_by_role("link", name="Opstartsworkshop i ledelsessporet").click()
        page.get_by_role("link", name="Send invitationer").click()
        button = page.get_by_role("button", name=re.compile(r"^Send \d+ invitation"))
        count = int(re.findall(r"\d+", button.get_attribute("value") or "")[0])
        with page.expect_navigation():
            button.click()
        expect(page.locator(".messagelist")).to_contain_text(f"{count} invitation")
        title = "Opstartsworkshop i ledelsessporet"
        wait_until(lambda: sum(title in subject for subject in subjects(portal, known)) == count)
        page.goto(page.url)
        page.get_by_role("link", name="Send invitationer").click()
        expect(button).to_have_count(0)


def test_finance_issues_the_second_year_and_a_second_press_does_nothing(
    browser: Browser, portal: RunningPortal
) -> None:
    year = portal.stage["fee_years"]["2"]
    with new_context(browser, portal) as context:
        page = context.new_page()
        log_in(page, portal, "oekonomi@kl.example")
        page.goto(f"/admin/billing/feeyear/{year}/issue/")
        with page.expect_navigation():
            page.locator("#content form button, #content form input[type=submit]").last.click()
        button = page.locator("#content form [type=submit]")

        def all_are_issued() -> bool:
            page.goto(f"/admin/billing/feeyear/{year}/issue/")
            return button.count() == 0

        wait_until(all_are_issued)
        expect(page.get_by_text(re.compile(r"^\s*\d er allerede udstedt"))).to_be_visible()
    portal.manage("check_invariants")  # fails on a breach


def subjects(portal: RunningPortal, known: set[str]) -> list[str]:
    """Return the subjects of the letters that came since."""
    return [str(letter["Subject"]) for name, letter in portal.letters().items() if name not in known]
