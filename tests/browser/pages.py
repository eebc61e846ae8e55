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


def staged(path: str) -> Reach:
    """Go to a page of the admin whose address names rows by what the stage calls them."""
    return lambda page, portal: _go(page, portal.url + path.format(**portal.stage["rows"]))


def pressed(*values: tuple[str, str]) -> Reach:
    """Fill in fields of the admin's form on the page and press its button."""

    def reach(page: Page, portal: RunningPortal) -> None:
        for name, value in values:
            page.fill(f"#content [name={name}]", value)
        with page.expect_navigation():
            page.click("#content input[type=submit].default")

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
    "partnership/logbookentry",
    "partnership/partnership",
    "partnership/person",
    "partnership/seat",
    "tracks/track",
)
_FORMS = tuple(path for path in _LISTS if path != "billing/invoicerun")

_MERGE = "/admin/partnership/person/merge/?first={twin}&second={original}"
_MERGE_REFUSED = "/admin/partnership/person/merge/?first={first_holder}&second={second_holder}"

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
    Place("answers", COORDINATOR, municipality("/aktiviteter/kommune/{code}/")),
    Place("invoices", COORDINATOR, at("/fakturaer/")),
    Place("invoice", COORDINATOR, municipality("/fakturaer/{invoice}/")),
    Place("own page, no events", COORDINATOR, at("/min-side/")),
    Place("log-out", COORDINATOR, at("/konto/log-ud/")),
    Place("another municipality", COORDINATOR, at("/kommune/999/"), status=404),
]
ADMIN_PAGES = [
    Place("admin", SECRETARIAT, at("/admin/")),
    *(Place(f"admin {path}", SECRETARIAT, at(f"/admin/{path}/")) for path in _LISTS),
    *(Place(f"admin {path}, one", SECRETARIAT, admin_row(path)) for path in _FORMS),
    Place("admin events/event, new", SECRETARIAT, at("/admin/events/event/add/")),
    Place("admin send invitations", SECRETARIAT, event("leadership-1", "/admin/events/event/{}/invite/")),
    Place("admin issue invoices", SECRETARIAT, fee_year("2", "issue")),
    Place("matrix", SECRETARIAT, at("/admin/partnership/seat/matrix/")),
    Place("matrix, missing", SECRETARIAT, at("/admin/partnership/seat/matrix/?missing=on")),
    Place("matrix, wrong region", SECRETARIAT, at("/admin/partnership/seat/matrix/?region=findes-ikke")),
    Place("list of people", SECRETARIAT, at("/admin/partnership/seat/matrix/people/")),
    Place("merge, which two", SECRETARIAT, at("/admin/partnership/person/merge/")),
    Place(
        "merge, unknown addresses",
        SECRETARIAT,
        then(at("/admin/partnership/person/merge/"), pressed(("first", "ukendt@koege.example"), ("second", "x"))),
    ),
    Place("merge, one alone", SECRETARIAT, staged("/admin/partnership/person/merge/?first={twin}")),
    Place("merge, what stays", SECRETARIAT, staged(_MERGE)),
    Place("merge, dry run", SECRETARIAT, then(staged(_MERGE), pressed())),
    Place("merge, refused", SECRETARIAT, then(staged(_MERGE_REFUSED), pressed())),
    Place("merged record", SECRETARIAT, staged("/admin/partnership/person/{merged}/change/")),
    Place("look as a coordinator", SECRETARIAT, staged("/admin/partnership/person/{coordinator}/look/")),
    Place(
        "look as a coordinator, no reason",
        SECRETARIAT,
        then(staged("/admin/partnership/person/{coordinator}/look/"), pressed(("reason", ""))),
    ),
    Place("look as nobody", SECRETARIAT, staged("/admin/partnership/person/{twin}/look/")),
    Place("municipality, looking", SECRETARIAT, looking(0)),
    Place("page that is not there, looking", SECRETARIAT, looking(1, "/findes-ikke/"), status=404),
    Place("admin, looking", SECRETARIAT, looking(2, "/admin/"), status=403),
    Place("change, looking", SECRETARIAT, then(looking(3), post_while_looking), status=403),
    Place("admin fee year", SECRETARIAT, fee_year("2", "change")),
]
