"""A municipality's first hour: the secretariat lets it take part, its new coordinator logs in and fills the seats."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.portal import RunningPortal, plain
from tests.browser.visiting import log_in, new_context
from tests.faults.portal import wait_until

pytestmark = pytest.mark.browser

COORDINATOR = "nanna.noergaard@ballerup.example"
#: Heading, then 18 people; the sixth has no address and the twelfth a group that there is not.
PASTED = "\n".join(
    ["Navn\tE-mail\tStilling\tArbejdsplads\tTelefon\tGruppe"]
    + [
        f"Person Ærø {number}\t{'person-at-ny' if number == 6 else f'p{number}@ny.example'}\tLeder\tSkolen\t12345678\t{body}"
        for number, body in enumerate(
            ["Udviklingsgruppe"] * 3
            + ["Ledelsesspor"] * 5
            + ["medarbejderspor"] * 3
            + ["Musikspor"]
            + ["staff"] * 1
            + ["Kommunikation"] * 5,
            1,
        )
    ]
)


def submit(page: Page) -> None:
    with page.expect_navigation():
        page.locator("#content form [type=submit], main form [type=submit]").last.click()


def follow(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=name, exact=True).first.click()


def test_a_new_coordinator_is_invited_logs_in_and_fills_the_seats(
    browser: Browser, portal: RunningPortal, states: dict[str, dict[str, object]]
) -> None:
    code = let_a_municipality_take_part(browser, portal, states["secretariat"])
    with new_context(browser, portal) as context:
        page = context.new_page()
        log_in(page, portal, COORDINATOR)  # three screens: address, code, home
        expect(page.get_by_role("heading", level=1)).to_have_text("Ballerup Kommune")
        expect(page.get_by_role("main")).to_contain_text("Udviklingsgruppe: Der mangler 2 personer.")
        paste_eighteen_with_two_faults(page, code)
        swap_from_now_on_and_this_time_only(page, code)
        page.goto(f"/kommune/{code}/status.pdf")
    told = "Nanna Nørgaard (koordinator for Ballerup Kommune) har skrevet dig ind"
    # invitations to what the seat is asked to may arrive before the letter about the seat
    wait_until(lambda: any(told in letter for letter in letters_to(portal, "p1@ny.example")))
    with new_context(browser, portal, state=states["secretariat"]) as context:
        page = context.new_page()
        page.goto("/admin/")
        follow(page, "Pladser pr. kommune")
        row = page.get_by_role("row").filter(has_text="Ballerup")
        expect(row).to_contain_text("mangler 1")  # nobody in the steering group yet
        with page.expect_navigation():
            row.get_by_role("link", name="Ballerup").click()
        assert page.url.endswith(f"/kommune/{code}/")


def let_a_municipality_take_part(browser: Browser, portal: RunningPortal, state: dict[str, object]) -> str:
    """As the secretariat: an agreement that KL's board has confirmed becomes active, and gets a coordinator."""
    with new_context(browser, portal, state=state) as context:
        page = context.new_page()
        page.goto("/admin/partnership/agreement/?q=Ballerup")
        page.locator("#result_list tbody th a").click()
        address = page.url
        follow(page, "Lad kommunen deltage")
        page.fill("[name=on]", dt.date.today().isoformat())
        submit(page)
        page.goto(address)
        follow(page, "Invitér en koordinator")
        page.fill("[name=name]", "Nanna Nørgaard")
        page.fill("[name=email]", COORDINATOR)
        submit(page)
        expect(page.locator(".messagelist")).to_be_visible()
        page.goto(address)
        with page.expect_download() as download:
            page.locator(".field-papers a").first.click()
        assert download.value.path().read_bytes().startswith(b"%PDF-")
    wait_until(lambda: len(letters_to(portal, COORDINATOR)) == 1)
    assert "Skriv din e-mailadresse" in letters_to(portal, COORDINATOR)[0]
    return "151"


def paste_eighteen_with_two_faults(page: Page, code: str) -> None:
    """With the keyboard alone from the page of the seats: paste, correct in place, add."""
    page.goto(f"/kommune/{code}/pladser/")
    page.get_by_role("link", name="Indsæt flere personer").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/indsaet/")
    page.locator("[name=text]").focus()
    page.keyboard.insert_text(PASTED)
    page.get_by_role("button", name="Vis, hvad der sker").focus()
    page.keyboard.press("Enter")
    rows = page.locator(".roster-row")
    expect(rows).to_have_count(2)
    rows.nth(0).get_by_label("E-mailadresse").fill("p6@ny.example")
    rows.nth(1).get_by_label("Gruppe").select_option(label="Medarbejderspor")
    page.get_by_role("button", name=re.compile(r"^Tilføj \d+ personer")).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/kommune/{code}/pladser/")
    expect(page.get_by_role("status")).to_contain_text("18 personer")


def swap_from_now_on_and_this_time_only(page: Page, code: str) -> None:
    """Two screens, with the keyboard alone: the person's row leads to the form, the form back to the seats."""
    page.locator("tr", has_text="Person Ærø 4").get_by_role("link", name="Skift person").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/skift/")
    expect(page.get_by_role("link", name=re.compile("^Kun denne gang"))).to_be_visible()
    type_into(page, "on", (dt.date.today() + dt.timedelta(days=30)).isoformat())
    type_into(page, "name", "Eva Efterfølger")
    type_into(page, "email", "eva@ny.example")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("tr", has_text="Person Ærø 4")).to_contain_text("Eva Efterfølger")
    assert page.url.endswith(f"/kommune/{code}/pladser/")


def type_into(page: Page, name: str, text: str) -> None:
    """Go on with the tabulator until the field of this name has the focus, and type; a date is put in whole."""
    field = page.locator(f"#content [name={name}], main [name={name}]").first
    for _ in range(60):
        if field.evaluate("element => element === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(field).to_be_focused()
    if field.get_attribute("type") == "date":
        field.fill(text)  # the order in which a browser wants day, month and year is the machine's, not ours
    else:
        page.keyboard.press("Control+A")
        page.keyboard.insert_text(text)


def letters_to(portal: RunningPortal, address: str) -> list[str]:
    """Return the texts of the letters to an address, log-in codes aside."""
    found = [plain(letter) for letter in portal.letters().values() if address in str(letter["To"])]
    return [text for text in found if "Kære " in text]
