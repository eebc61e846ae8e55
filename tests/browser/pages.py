"""Every page that people meet, once: who meets it, how one gets there, and what the answer's status is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.portal import RunningPortal

Reach = Callable[[Page, RunningPortal], None]
PUBLIC, PARTICIPANT, COORDINATOR, SECRETARIAT = "public", "participant", "coordinator", "secretariat"


@dataclass(frozen=True)
class Place:
    """A page, or a state of a page, as one role meets it."""

    name: str
    role: str
    reach: Reach
    status: int = 200
    empty: bool = False

    def __str__(self) -> str:
        return self.name


def at(path: str) -> Reach:
    """Go straight to an address."""
    return lambda page, portal: _go(page, portal.url + path)


def event(key: str, path: str = "/aktiviteter/{}/") -> Reach:
    """Go to an event of the programme."""
    return lambda page, portal: _go(page, portal.url + path.format(portal.event(key)))


def personal(state: str, number: int = 0) -> Reach:
    """Open the personal link of somebody in this state."""
    return lambda page, portal: _go(page, portal.stage[state][number])


def own(path: str, state: str = "attending") -> Reach:
    """Open a personal link and go on to another page."""
    return then(personal(state), lambda page, portal: _go(page, portal.url + path))


def municipality(path: str) -> Reach:
    """Go to a page of the coordinator's municipality, or with {invoice} to its invoice."""

    def reach(page: Page, portal: RunningPortal) -> None:
        code = portal.coordinator()["municipality_code"]
        _go(page, portal.url + path.format(code=code, invoice=portal.stage["invoices"][code]))

    return reach


def sending(path: str, field: str, value: str) -> Reach:
    """Fill in the one field of a page and send it."""

    def reach(page: Page, portal: RunningPortal) -> None:
        _go(page, portal.url + path)
        page.fill(f"main [name={field}]", value)
        _press_first(page)

    return reach


def then(*steps: Reach) -> Reach:
    """Take one step after the other."""

    def reach(page: Page, portal: RunningPortal) -> None:
        for step in steps:
            step(page, portal)

    return reach


def wrong_code(page: Page, portal: RunningPortal) -> None:
    """Write a code that was never sent."""
    page.fill("main [name=code]", "AAAA-BBBB")
    _press_first(page)


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
        _go(page, f"{portal.url}/kommune/{account['municipality_code']}/pladser/indsaet/")
        page.fill("main [name=text]", text.format(name=account["name"], email=account["email"]))
        for button in ("preview", *buttons):
            with page.expect_navigation():
                page.click(f"main button[value={button}]")

    return reach


def uploading(content: str, *buttons: str) -> Reach:
    """Upload a file to the secretariat's import, show the preview, and press buttons there."""

    def reach(page: Page, portal: RunningPortal) -> None:
        code = portal.coordinator()["municipality_code"]
        _go(page, f"{portal.url}/admin/partnership/person/import/")
        text = content.format(code=code).encode()
        page.set_input_files("[name=file]", {"name": "personer.csv", "mimeType": "text/csv", "buffer": text})
        for button in ("preview", *buttons):
            with page.expect_navigation():
                page.click(f"button[value={button}]")

    return reach


def sending_only(path: str, **values: str) -> Reach:
    """Fill in fields of the coordinator's page and press its first button."""

    def reach(page: Page, portal: RunningPortal) -> None:
        _go(page, portal.url + path.format(code=portal.coordinator()["municipality_code"]))
        for name, value in values.items():
            page.fill(f"main [name={name}]", value)
        _press_first(page)

    return reach


def object_once(page: Page, portal: RunningPortal) -> None:
    """Object, unless the person has done so in the other language."""
    if page.locator("main button[value=object]").count():
        with page.expect_navigation():
            page.click("main button[value=object]")


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


def answer_too_late(page: Page, portal: RunningPortal) -> None:
    """Press a button that was on the page before the deadline passed."""
    page.eval_on_selector("main form.stacked", "form => { form.action = form.action.replace('afbud', 'tilmeld') }")
    page.eval_on_selector("main button[value=decline]", "button => { button.value = 'accept' }")
    with page.expect_navigation():
        page.click("main button[value=accept]")


def admin_row(path: str) -> Reach:
    """Open the first row of one of the admin's lists."""

    def reach(page: Page, portal: RunningPortal) -> None:
        _go(page, f"{portal.url}/admin/{path}/?when=all" if path == "events/event" else f"{portal.url}/admin/{path}/")
        with page.expect_navigation():
            page.click("#result_list tbody tr:first-child th a")

    return reach


def fee_year(number: str, step: str) -> Reach:
    """Go to a page of a fee year in the admin."""
    return lambda page, portal: _go(
        page, f"{portal.url}/admin/billing/feeyear/{portal.stage['fee_years'][number]}/{step}/"
    )


def _go(page: Page, url: str) -> None:
    page.goto(url)


def _press_first(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main button[type=submit]").first.click()


_LISTS = (
    "billing/feeyear",
    "billing/invoice",
    "billing/invoicerun",
    "billing/invoiceseries",
    "billing/seller",
    "events/event",
    "events/invitation",
    "events/registration",
    "municipalities/municipality",
    "municipalities/region",
    "partnership/agreement",
    "partnership/body",
    "partnership/letter",
    "partnership/objection",
    "partnership/partnership",
    "partnership/person",
    "partnership/professiondecision",
    "partnership/seat",
    "tracks/track",
)
_FORMS = tuple(path for path in _LISTS if path != "billing/invoicerun")

OWN_PAGES = [
    Place("front page", PUBLIC, at("/")),
    Place("front page without a partnership", PUBLIC, at("/"), empty=True),
    Place("events", PUBLIC, at("/aktiviteter/")),
    Place("events, none", PUBLIC, at("/aktiviteter/"), empty=True),
    Place("event", PUBLIC, event("staff-1")),
    Place("event, full", PUBLIC, event("development-1")),
    Place("event, date follows", PUBLIC, event("leadership-visits-1")),
    Place("event, cancelled", PUBLIC, event("communication-1")),
    Place("event, over", PUBLIC, event("leadership-2")),
    Place("municipalities", PUBLIC, at("/kommuner/")),
    Place("municipalities, none", PUBLIC, at("/kommuner/"), empty=True),
    Place("privacy", PUBLIC, at("/privatliv/")),
    Place("cookies", PUBLIC, at("/cookies/")),
    Place("accessibility", PUBLIC, at("/tilgaengelighed/")),
    Place("page that is not there", PUBLIC, at("/findes-ikke/"), status=404),
    Place("log-in", PUBLIC, at("/konto/log-ind/")),
    Place("log-in, not an address", PUBLIC, sending("/konto/log-ind/", "email", "sanne-at-kl")),
    Place("code", PUBLIC, sending("/konto/log-ind/", "email", "ukendt@koege.example")),
    Place("code, wrong", PUBLIC, then(sending("/konto/log-ind/", "email", "ukendt@greve.example"), wrong_code)),
    Place("sign-up closed", PUBLIC, at("/konto/ny/")),
    Place("access closed", PUBLIC, at("/konto/lukket/")),
    Place("invalid link", PUBLIC, at("/i/forkert/"), status=404),
    Place("lost link", PUBLIC, at("/send-link/")),
    Place("lost link, not an address", PUBLIC, sending("/send-link/", "email", "sanne-at-kl"), status=422),
    Place("lost link, sent", PUBLIC, sending("/send-link/", "email", "ukendt@koege.example")),
    Place("own page", PARTICIPANT, own("/min-side/")),
    Place("invitation, not answered", PARTICIPANT, personal("unanswered")),
    Place("invitation, attending", PARTICIPANT, personal("attending")),
    Place("invitation, waiting list", PARTICIPANT, personal("waiting")),
    Place("invitation, declined", PARTICIPANT, personal("declined")),
    Place("invitation, cancelled event", PARTICIPANT, personal("cancelled")),
    Place("invitation, over", PARTICIPANT, personal("over")),
    Place("invitation, deadline passed", PARTICIPANT, personal("closed")),
    Place("answer, no button", PARTICIPANT, then(personal("unanswered"), answer_without_a_button), status=422),
    Place("answer, too late", PARTICIPANT, then(personal("closed"), answer_too_late), status=409),
    Place("municipality", COORDINATOR, municipality("/kommune/{code}/")),
    Place("add a person", COORDINATOR, municipality("/kommune/{code}/pladser/tilfoej/?gruppe=staff")),
    Place(
        "add a person, errors",
        COORDINATOR,
        sending_only("/kommune/{code}/pladser/tilfoej/", email="bo-at-aeroe", phone="12"),
        status=422,
    ),
    Place("paste people", COORDINATOR, municipality("/kommune/{code}/pladser/indsaet/")),
    Place("paste people, none", COORDINATOR, pasting("Navn;E-mail"), status=422),
    Place("paste people, preview with errors", COORDINATOR, pasting(ROSTER), status=422),
    Place("paste people, checked again", COORDINATOR, pasting(ROSTER, "check"), status=422),
    Place(
        "paste people, added and one left",
        COORDINATOR,
        pasting("Ole Å;ole.aa@aeroe.example;;;;Kommunikation\nPer Ø;per-oe;;;;Kommunikation", "enter"),
        status=422,
    ),
    Place("answers", COORDINATOR, municipality("/aktiviteter/kommune/{code}/")),
    Place("invoices", COORDINATOR, at("/fakturaer/")),
    Place("invoice", COORDINATOR, municipality("/fakturaer/{invoice}/")),
    Place("own page, no events", COORDINATOR, at("/min-side/")),
    Place("own data", PARTICIPANT, own("/min-side/oplysninger/")),
    Place("own data, no seat", COORDINATOR, at("/min-side/oplysninger/")),
    Place("own data, no name", COORDINATOR, sending_only("/min-side/oplysninger/", name=""), status=422),
    Place(
        "objection, no button",
        PARTICIPANT,
        then(own("/min-side/oplysninger/", "waiting"), submit_without_a_button("form[action$='indsigelse/']")),
        status=422,
    ),
    Place("objection, sent", PARTICIPANT, then(own("/min-side/oplysninger/"), object_once)),
    Place("log-out", COORDINATOR, at("/konto/log-ud/")),
    Place("another municipality", COORDINATOR, at("/kommune/999/"), status=404),
]
ADMIN_PAGES = [
    Place("admin", SECRETARIAT, at("/admin/")),
    *(Place(f"admin {path}", SECRETARIAT, at(f"/admin/{path}/")) for path in _LISTS),
    *(Place(f"admin {path}, one", SECRETARIAT, admin_row(path)) for path in _FORMS),
    Place("admin events/event, new", SECRETARIAT, at("/admin/events/event/add/")),
    Place("admin import people", SECRETARIAT, at("/admin/partnership/person/import/")),
    Place(
        "admin import people, preview with errors",
        SECRETARIAT,
        uploading(
            "Kommune;Navn;E-mail;Gruppe\n{code};Bo Holm;bo@aeroe.example;staff\nAtlantis;Li Ø;li@x.example;staff"
        ),
    ),
    Place(
        "admin import people, done",
        SECRETARIAT,
        uploading("Kommune;Navn;E-mail;Gruppe\n{code};Per Ø;per@aeroe.example;staff\n{code};Li Ø;li-x;staff", "enter"),
    ),
    Place("admin partnership/professiondecision, new", SECRETARIAT, at("/admin/partnership/professiondecision/add/")),
    Place("admin send invitations", SECRETARIAT, event("leadership-1", "/admin/events/event/{}/invite/")),
    Place("admin issue invoices", SECRETARIAT, fee_year("2", "issue")),
    Place("admin fee year", SECRETARIAT, fee_year("2", "change")),
]
