"""The list at the door without a network: marks are kept, survive a reload, and arrive once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.cable import Cable
from tests.browser.portal import RunningPortal
from tests.browser.visiting import PHONE, new_context

pytestmark = pytest.mark.browser


def row(page: Page, number: int) -> object:
    return page.locator("[data-registration]").nth(number)


def mark(page: Page, number: int) -> None:
    row(page, number).locator("[value=come]").click()


def unsent(page: Page, count: int) -> None:
    expect(page.locator("[data-status]")).to_have_attribute("data-unsent", str(count), timeout=30_000)


def stored(portal: RunningPortal) -> list[int]:
    event = portal.stage["door"]
    return portal.ask(
        "from events.models import DoorMark; "
        f"print(json.dumps(sorted(DoorMark.objects.filter(registration__event={event})"
        ".values_list('registration', flat=True))))"
    )


def test_marks_made_without_a_network_survive_a_reload_and_arrive_once(
    browser: Browser, portal: RunningPortal, states: dict[str, dict[str, object]]
) -> None:
    cable = Cable(int(portal.environment["PORT"]))
    address = f"{cable.url}/aktiviteter/{portal.stage['door']}/indgang/"
    guests = [guest["pk"] for guest in portal.stage["guests"]]
    with new_context(browser, portal, state=states["coordinator"]) as context:
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.set_viewport_size({"width": PHONE, "height": 800})
        page.goto(address)
        page.evaluate("navigator.serviceWorker.ready")
        unsent(page, 0)
        context.set_offline(True)
        cable.pull_out()
        for number in range(3):
            mark(page, number)
        unsent(page, 3)
        expect(page.locator("[data-there]")).to_have_text("3")
        page.reload()
        unsent(page, 3)
        expect(page.locator("[data-there]")).to_have_text("3")
        row(page, 2).locator("[value=mistake]").click()
        unsent(page, 4)
        mark(page, 3)
        assert stored(portal) == []
        kept = page.evaluate("localStorage.getItem(Object.keys(localStorage).find((key) => key.endsWith('queue')))")
        cable.put_in()
        context.set_offline(False)
        unsent(page, 0)
        assert stored(portal) == sorted(guests[:4])
        # The answer to the sending is lost: the page sends the same once more.
        page.evaluate(
            "kept => localStorage.setItem(Object.keys(localStorage).find((key) => key.endsWith('queue')), kept)", kept
        )
        page.reload()
        unsent(page, 0)
        assert stored(portal) == sorted(guests[:4])
        expect(page.locator("[data-there]")).to_have_text("3")
        other = context.new_page()
        other.goto(address)
        expect(other.locator("[data-there]")).to_have_text("3")
        mark(other, 5)
        unsent(other, 0)
        page.evaluate("window.dispatchEvent(new Event('online'))")
        expect(page.locator("[data-there]")).to_have_text("4")
        page.get_by_label("Find et navn").fill(portal.stage["guests"][0]["name"])
        expect(page.locator("[data-registration]:visible")).to_have_count(1)
        page.get_by_role("button", name="Fjern listen fra enheden").click()
        page.wait_for_url(lambda url: "/indgang/" not in url)
        assert page.evaluate("caches.keys()") == []
        assert page.evaluate("Object.keys(localStorage)") == []
    cable.pull_out()


def test_a_code_is_opened_with_a_phone_and_the_guest_is_in_with_two_presses(
    browser: Browser, portal: RunningPortal, states: dict[str, dict[str, object]]
) -> None:
    guest = portal.stage["guests"][4]
    token = portal.ask(
        f"from events.services.door_codes import door_token; print(json.dumps(door_token({guest['pk']})))"
    )
    with new_context(browser, portal, state=states["coordinator"]) as context:
        page = context.new_page()
        page.goto(f"{portal.url}/d/{token}/")
        expect(page.get_by_role("heading", level=1)).to_have_text(guest["name"])
        page.get_by_role("button", name="Er kommet").click()
        expect(page.get_by_role("main")).to_contain_text("Er her siden")
