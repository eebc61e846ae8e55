"""Steps on any page: going there, filling in, pressing."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.places import Reach
from tests.browser.portal import RunningPortal


def at(path: str) -> Reach:
    """Go straight to an address."""
    return lambda page, portal: go(page, portal.url + path)


def event(key: str, path: str = "/aktiviteter/{}/") -> Reach:
    """Go to an event of the programme."""
    return lambda page, portal: go(page, portal.url + path.format(portal.event(key)))


def personal(state: str, number: int = 0) -> Reach:
    """Open the personal link of somebody in this state."""
    return lambda page, portal: go(page, portal.stage[state][number])


def own(path: str, state: str = "attending") -> Reach:
    """Open a personal link and go on to another page."""
    return then(personal(state), lambda page, portal: go(page, portal.url + path))


def send(page: Page, portal: RunningPortal) -> None:
    """Send the page's form with what stands in it."""
    press_first(page)


def filled(field: str, value: str) -> Reach:
    """Write something into a field of the page."""
    return lambda page, portal: page.fill(f"main [name={field}]", value)


def pressing(reach: Reach, **written: str) -> Reach:
    """Go to a page, fill in some of its fields and send it."""

    def press(page: Page, portal: RunningPortal) -> None:
        reach(page, portal)
        for field, value in written.items():
            page.fill(f"main [name={field}], #content [name={field}]", value)
        with page.expect_navigation():
            page.locator("main form.stacked [type=submit], #content form [type=submit]").first.click()

    return press


def sending(path: str, field: str, value: str) -> Reach:
    """Fill in the one field of a page and send it."""

    def reach(page: Page, portal: RunningPortal) -> None:
        go(page, portal.url + path)
        page.fill(f"main [name={field}]", value)
        press_first(page)

    return reach


def send_as_it_is(page: Page, portal: RunningPortal) -> None:
    """Send the page's form without filling anything in."""
    page.eval_on_selector_all("main input[type=date]", "fields => fields.forEach(field => { field.value = '' })")
    page.eval_on_selector_all(
        "main form.stacked input[name=name]", "fields => fields.forEach(field => { field.value = '' })"
    )
    with page.expect_navigation():
        page.locator("main form.stacked button[type=submit]").first.click()


def then(*steps: Reach) -> Reach:
    """Take one step after the other."""

    def reach(page: Page, portal: RunningPortal) -> None:
        for step in steps:
            step(page, portal)

    return reach


def submit_without_a_button(form: str) -> Reach:
    """Submit a form as mail scanners do."""

    def reach(page: Page, portal: RunningPortal) -> None:
        with page.expect_navigation():
            page.eval_on_selector(form, "form => form.submit()")

    return reach


def answer_without_a_button(page: Page, portal: RunningPortal) -> None:
    """Submit the answer's form as mail scanners do, without pressing a button."""
    with page.expect_navigation():
        page.eval_on_selector("main form.actions", "form => form.submit()")


def press(button: str) -> Reach:
    """Press a button of the page by its value."""

    def reach(page: Page, portal: RunningPortal) -> None:
        with page.expect_navigation():
            page.click(f"main button[value={button}]")

    return reach


def follow(link: str) -> Reach:
    """Follow the first link that a selector finds on the page."""

    def reach(page: Page, portal: RunningPortal) -> None:
        with page.expect_navigation():
            page.locator(f"main {link}").first.click()

    return reach


def submit_empty(page: Page, portal: RunningPortal) -> None:
    """Submit a form as a browser without script does, whose button only a script would press."""
    with page.expect_navigation():
        page.eval_on_selector("main form", "form => form.submit()")


def go(page: Page, url: str) -> None:
    page.goto(url)


def press_first(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main button[type=submit]").first.click()
