"""Steps of coordinators, participants and visitors."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.places import Reach
from tests.browser.portal import OWN_DOMAIN, RunningPortal
from tests.browser.ways import go, press, press_first, sending


def municipality(path: str) -> Reach:
    """Go to a page of the coordinator's municipality, with ids of what it has: {invoice}, {credit_note}, {seat} and so on."""

    def reach(page: Page, portal: RunningPortal) -> None:
        code = portal.coordinator()["municipality_code"]
        rows = {name: portal.stage[f"{name}s"][code] for name in ("invoice", "credit_note", "profile")}
        go(page, portal.url + path.format(code=code, **rows, **portal.stage["seats"]))

    return reach


def invited(path: str) -> Reach:
    """Go to a page of a municipality that is only invited."""
    return lambda page, portal: go(page, portal.url + path.format(code=portal.stage["invited_code"]))


def colleague(path: str) -> Reach:
    """Go to a page about a colleague of the coordinator; {person} and {task} are the colleague's."""

    def reach(page: Page, portal: RunningPortal) -> None:
        code = portal.coordinator()["municipality_code"]
        go(page, portal.url + path.format(code=code, **portal.stage["colleagues"][code]))

    return reach


def at_the_door(page: Page, portal: RunningPortal) -> None:
    """Open the list at the door of the event that is under way."""
    go(page, f"{portal.url}/aktiviteter/{portal.stage['door']}/indgang/")


def evaluate(page: Page, portal: RunningPortal) -> None:
    """Open the questions about the event that is over."""
    go(page, portal.stage["evaluator"])
    go(page, f"{portal.url}/min-side/aktiviteter/{portal.stage['over_event']}/evaluering/")


def refuse_without_a_reason(page: Page, portal: RunningPortal) -> None:
    """Refuse a nomination and write nothing."""
    page.click("main summary")
    with page.expect_navigation():
        page.click("main button[value=refuse]")


def answering_for_several(page: Page, portal: RunningPortal) -> None:
    """Go to the page on which the coordinator answers for all who are invited to an event."""
    code, pk = portal.coordinator()["municipality_code"], portal.event("steering-1")
    go(page, f"{portal.url}/aktiviteter/kommune/{code}/tilmeld/{pk}/")


def wrong_code(page: Page, portal: RunningPortal) -> None:
    """Write a code that was never sent."""
    page.fill("main [name=code]", "AAAA-BBBB")
    press_first(page)


def through_own_log_in(email: str, **answers: str) -> Reach:
    """Log in through the municipality's own log-in as somebody with this address."""

    def reach(page: Page, portal: RunningPortal) -> None:
        sending("/konto/log-ind/", "email", f"nogen@{OWN_DOMAIN}")(page, portal)
        page.locator("main button").first.click()
        page.fill("[name=email]", email)  # the page between leads on by itself
        for name, value in answers.items():
            page.select_option(f"[name={name}]", value)
        with page.expect_navigation():
            page.click("button[value=yes]")

    return reach


#: Two of these rows cannot be entered; the third is somebody whom the portal knows by another title.
ROSTER = (
    "Navn;E-mail;Stilling;Arbejdssted;Telefon;Gruppe\n"
    "Åse Ærø;aase-at-aeroe.example;Lærer;Øster Skole;12 34 56 78;Medarbejderspor\n"
    "Bo Holm;bo.holm@aeroe.example;Pædagog;Myretuen;;Kantinen\n"
    "{name};{email};Udviklingschef;Børn og Unge;;Politisk styregruppe\n"
)


def pasting(text: str, *buttons: str) -> Reach:
    """Paste rows into the coordinator's page, show the preview, and press buttons there."""

    def reach(page: Page, portal: RunningPortal) -> None:
        account = portal.coordinator()
        go(page, f"{portal.url}/kommune/{account['municipality_code']}/pladser/indsaet/")
        page.fill("main [name=text]", text.format(name=account["name"], email=account["email"]))
        for button in ("preview", *buttons):
            with page.expect_navigation():
                page.click(f"main button[value={button}]")

    return reach


def sending_only(path: str, **values: str) -> Reach:
    """Fill in fields of the coordinator's page and press its first button."""

    def reach(page: Page, portal: RunningPortal) -> None:
        go(page, portal.url + path.format(code=portal.coordinator()["municipality_code"]))
        for name, value in values.items():
            page.fill(f"main [name={name}]", value)
        press_first(page)

    return reach


def object_once(page: Page, portal: RunningPortal) -> None:
    """Object, unless the person has done so in the other language."""
    if page.locator("main button[value=object]").count():
        with page.expect_navigation():
            page.click("main button[value=object]")


def make_address_once(page: Page, portal: RunningPortal) -> None:
    """Make an address for the own calendar, unless the person has one."""
    if page.locator("main button[value=make]").count():
        with page.expect_navigation():
            page.click("main button[value=make]")


def send_nobody(page: Page, portal: RunningPortal) -> None:
    """Go on to send a colleague, and write nothing."""
    page.click("main a[href$='/kollega/']")
    press("send")(page, portal)


def answer_too_late(page: Page, portal: RunningPortal) -> None:
    """Press a button that was on the page before the deadline passed."""
    page.eval_on_selector("main form.stacked", "form => { form.action = form.action.replace('afbud', 'tilmeld') }")
    page.eval_on_selector("main button[value=decline]", "button => { button.value = 'accept' }")
    with page.expect_navigation():
        page.click("main button[value=accept]")


def owes_nothing(page: Page, portal: RunningPortal) -> None:
    """Go to the coordinator's other municipality, which has just joined and owes nothing."""
    go(page, f"{portal.url}/kommune/{portal.stage['owes_nothing']}/")


def local_errors(page: Page, portal: RunningPortal) -> None:
    """Write about a focus area without an owner, and an address that is none."""
    page.fill("main [name=owner_1]", "")
    page.fill("main [name=works_on_1]", "Noget, som ingen ejer")
    page.fill("main [name=contact_email_2]", "ikke en adresse")
    press_first(page)


def changed_meanwhile(page: Page, portal: RunningPortal) -> None:
    """Save from a page that somebody else's change has made too old."""
    page.eval_on_selector("main [name=version]", "field => { field.value = '999' }")
    page.fill("main [name=owner_1]", "Den anden koordinator")
    press_first(page)


def at_passkey(page: Page, portal: RunningPortal) -> None:
    """Go to the page that removes the keeper's passkey."""
    go(page, f"{portal.url}/konto/adgangsnoegler/{portal.stage['passkey']}/fjern/")


def second_step(number: int) -> Reach:
    """Log in with a code as somebody who has a second factor, which is then asked for; three codes a minute go to each."""

    def reach(page: Page, portal: RunningPortal) -> None:
        known, address = set(portal.letters()), portal.stage["two_steps"][number]
        sending("/konto/log-ind/", "email", address)(page, portal)
        page.fill("main [name=code]", portal.code_for(address, besides=known))
        press_first(page)

    return reach


def a_visit(path: str = "") -> Reach:
    """Go to the visit that the coordinator's municipality hosts, by its own home."""

    def reach(page: Page, portal: RunningPortal) -> None:
        code = portal.coordinator()["municipality_code"]
        go(page, f"{portal.url}/kommune/{code}/")
        address = page.locator('main a[href^="/besoeg/"]').first.get_attribute("href")
        go(page, f"{portal.url}{address}{path}")

    return reach


def own_visit(which: str, path: str = "") -> Reach:
    """Go to a visit by what the coordinator's municipality has to do there."""
    return lambda page, portal: go(page, f"{portal.url}/besoeg/{portal.stage['visits'][which]}/{path}")
