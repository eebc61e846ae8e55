"""Steps of the secretariat in the admin."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.places import Reach
from tests.browser.portal import SECRETARIAT as SECRETARIAT_ADDRESS
from tests.browser.portal import RunningPortal
from tests.browser.ways import at, go, press_first, then


def joining(path: str) -> Reach:
    """Go to a page on which the secretariat invites municipalities."""
    return lambda page, portal: go(page, f"{portal.url}/admin/partnership/agreement/invite/{path}")


def invoice(step: str) -> Reach:
    """Go to a page of an issued invoice in the admin."""
    return lambda page, portal: go(
        page, f"{portal.url}/admin/billing/invoice/{min(portal.stage['invoices'].values())}/{step}/"
    )


def uploading(content: str, *buttons: str) -> Reach:
    """Upload a file to the secretariat's import, show the preview, and press buttons there."""

    def reach(page: Page, portal: RunningPortal) -> None:
        code = portal.coordinator()["municipality_code"]
        go(page, f"{portal.url}/admin/partnership/person/import/")
        text = content.format(code=code).encode()
        page.set_input_files("[name=file]", {"name": "personer.csv", "mimeType": "text/csv", "buffer": text})
        for button in ("preview", *buttons):
            with page.expect_navigation():
                page.click(f"button[value={button}]")

    return reach


def bank_file(content: bytes) -> Reach:
    """Give the secretariat's page for payments a bank file."""

    def reach(page: Page, portal: RunningPortal) -> None:
        go(page, f"{portal.url}/admin/billing/bankfile/upload/")
        page.set_input_files("[name=file]", {"name": "bank.csv", "mimeType": "text/csv", "buffer": content})
        with page.expect_navigation():
            page.click("#content input[type=submit].default")

    return reach


def admin_row(path: str) -> Reach:
    """Open the first row of one of the admin's lists."""

    def reach(page: Page, portal: RunningPortal) -> None:
        go(page, f"{portal.url}/admin/{path}/?when=all" if path == "events/event" else f"{portal.url}/admin/{path}/")
        with page.expect_navigation():
            page.click("#result_list tbody tr:first-child th a")

    return reach


def staged(path: str) -> Reach:
    """Go to a page of the admin whose address names rows by what the stage calls them."""
    return lambda page, portal: go(page, portal.url + path.format(**portal.stage["rows"]))


def pressed(*values: tuple[str, str]) -> Reach:
    """Fill in fields of the admin's form on the page and press its button."""

    def reach(page: Page, portal: RunningPortal) -> None:
        for name, value in values:
            page.fill(f"#content [name={name}]", value)
        with page.expect_navigation():
            page.click("#content input[type=submit].default, #content button.default")

    return reach


def looking(number: int, path: str = "/arbejdsplads/") -> Reach:
    """Look as a coordinator, in a session of its own since that gives it another key, and go on to another page."""

    def own_session(page: Page, portal: RunningPortal) -> None:
        cookie = {"name": "session", "value": portal.stage["sessions"][number], "url": portal.url}
        page.context.add_cookies([cookie])  # type: ignore[list-item]

    start = then(staged("/admin/partnership/person/{coordinator}/look/"), pressed(("reason", "Spørgsmål om pladser")))
    return then(own_session, start, at(path))


def post_while_looking(page: Page, portal: RunningPortal) -> None:
    """Send a form that was on the page: the log-out's, to where nothing may be sent."""
    page.eval_on_selector(".band-sender form", "form => { form.action = '/fakturaer/' }")
    with page.expect_navigation():
        page.click(".band-sender form button")


def fee_year(number: str, step: str) -> Reach:
    """Go to a page of a fee year in the admin."""
    return lambda page, portal: go(
        page, f"{portal.url}/admin/billing/feeyear/{portal.stage['fee_years'][number]}/{step}/"
    )


def budget_page(step: str) -> Reach:
    """Go to a page of the first fee year's budget in the admin."""
    return lambda page, portal: go(
        page, f"{portal.url}/admin/billing/budget/year/{portal.stage['fee_years']['1']}/{step}"
    )


def enter_expense(page: Page, portal: RunningPortal) -> None:
    """Go to the page that enters an expense."""
    go(page, f"{portal.url}/admin/billing/expense/enter/{portal.stage['fee_years']['1']}/")


def freshly(reach: Reach) -> Reach:
    """Go somewhere that takes a fresh log-in; confirm it as its owner would, if it is no longer fresh."""

    def go(page: Page, portal: RunningPortal) -> None:
        reach(page, portal)
        if "/konto/bekraeft/totrin/" in page.url:
            page.fill("main [name=code]", portal.stage["recovery_codes"].pop())
            press_first(page)
            reach(page, portal)
        elif "/konto/bekraeft/" in page.url:
            known = set(portal.letters())
            ask_to_confirm(page, portal)
            page.fill("main [name=code]", portal.code_for(SECRETARIAT_ADDRESS, besides=known))
            press_first(page)
            reach(page, portal)

    return go


def ask_to_confirm(page: Page, portal: RunningPortal) -> None:
    """Ask for the code that confirms a log-in, unless one is on its way."""
    go(page, portal.url + "/konto/bekraeft/")
    if page.locator("main [name=code]").count() == 0:
        with page.expect_navigation():
            page.locator("main button[value=send]").click()


def person_step(step: str) -> Reach:
    """Go to a step of a person in the admin."""
    return lambda page, portal: go(
        page, f"{portal.url}/admin/partnership/person/step/{step}/?row={portal.stage['keeper_id']}"
    )


def network_step(step: str) -> Reach:
    """Go to a step of a body's networks: from the list, the first that leads to adjusting or proposing, then on."""

    def reach(page: Page, portal: RunningPortal) -> None:
        go(page, f"{portal.url}/admin/tracks/networkplan/")
        first = "propose" if step == "propose" else "adjust"
        address = page.locator(f'#content a[href$="/{first}/"]').first.get_attribute("href")
        go(page, portal.url + str(address).replace(f"/{first}/", f"/{step}/"))

    return reach
