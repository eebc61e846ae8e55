"""Every page that people meet, once: who meets it, how one gets there, and what the answer's status is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.portal import OWN_DOMAIN, RunningPortal
from tests.browser.portal import SECRETARIAT as SECRETARIAT_ADDRESS

Reach = Callable[[Page, RunningPortal], None]
LONG = f"anne-margrethe.christoffersen-oesterskov@{OWN_DOMAIN}"
PUBLIC, PARTICIPANT, COORDINATOR, SECRETARIAT = "public", "participant", "coordinator", "secretariat"
#: Who has an app, a passkey and recovery codes, and who has nothing yet but has just logged in.
KEEPER, NEWCOMER = "keeper", "newcomer"


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
    """Go to a page of the coordinator's municipality, with ids of what it has: {invoice}, {credit_note}, {seat} and so on."""

    def reach(page: Page, portal: RunningPortal) -> None:
        code = portal.coordinator()["municipality_code"]
        rows = {name: portal.stage[f"{name}s"][code] for name in ("invoice", "credit_note", "profile")}
        _go(page, portal.url + path.format(code=code, **rows, **portal.stage["seats"]))

    return reach


def invited(path: str) -> Reach:
    """Go to a page of a municipality that is only invited."""
    return lambda page, portal: _go(page, portal.url + path.format(code=portal.stage["invited_code"]))


def colleague(path: str) -> Reach:
    """Go to a page about a colleague of the coordinator; {person} and {task} are the colleague's."""

    def reach(page: Page, portal: RunningPortal) -> None:
        code = portal.coordinator()["municipality_code"]
        _go(page, portal.url + path.format(code=code, **portal.stage["colleagues"][code]))

    return reach


def at_the_door(page: Page, portal: RunningPortal) -> None:
    """Open the list at the door of the event that is under way."""
    _go(page, f"{portal.url}/aktiviteter/{portal.stage['door']}/indgang/")


def evaluate(page: Page, portal: RunningPortal) -> None:
    """Open the questions about the event that is over."""
    _go(page, portal.stage["evaluator"])
    _go(page, f"{portal.url}/min-side/aktiviteter/{portal.stage['over_event']}/evaluering/")


def send(page: Page, portal: RunningPortal) -> None:
    """Send the page's form with what stands in it."""
    _press_first(page)


def filled(field: str, value: str) -> Reach:
    """Write something into a field of the page."""
    return lambda page, portal: page.fill(f"main [name={field}]", value)


def joining(path: str) -> Reach:
    """Go to a page on which the secretariat invites municipalities."""
    return lambda page, portal: _go(page, f"{portal.url}/admin/partnership/agreement/invite/{path}")


def pressing(reach: Reach, **written: str) -> Reach:
    """Go to a page, fill in some of its fields and send it."""

    def press(page: Page, portal: RunningPortal) -> None:
        reach(page, portal)
        for field, value in written.items():
            page.fill(f"main [name={field}], #content [name={field}]", value)
        with page.expect_navigation():
            page.locator("main form.stacked [type=submit], #content form [type=submit]").first.click()

    return press


def invoice(step: str) -> Reach:
    """Go to a page of an issued invoice in the admin."""
    return lambda page, portal: _go(
        page, f"{portal.url}/admin/billing/invoice/{min(portal.stage['invoices'].values())}/{step}/"
    )


def sending(path: str, field: str, value: str) -> Reach:
    """Fill in the one field of a page and send it."""

    def reach(page: Page, portal: RunningPortal) -> None:
        _go(page, portal.url + path)
        page.fill(f"main [name={field}]", value)
        _press_first(page)

    return reach


def send_as_it_is(page: Page, portal: RunningPortal) -> None:
    """Send the page's form without filling anything in."""
    page.eval_on_selector_all("main input[type=date]", "fields => fields.forEach(field => { field.value = '' })")
    page.eval_on_selector_all(
        "main form.stacked input[name=name]", "fields => fields.forEach(field => { field.value = '' })"
    )
    with page.expect_navigation():
        page.locator("main form.stacked button[type=submit]").first.click()


def refuse_without_a_reason(page: Page, portal: RunningPortal) -> None:
    """Refuse a nomination and write nothing."""
    page.click("main summary")
    with page.expect_navigation():
        page.click("main button[value=refuse]")


def answering_for_several(page: Page, portal: RunningPortal) -> None:
    """Go to the page on which the coordinator answers for all who are invited to an event."""
    code, pk = portal.coordinator()["municipality_code"], portal.event("steering-1")
    _go(page, f"{portal.url}/aktiviteter/kommune/{code}/tilmeld/{pk}/")


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


def bank_file(content: bytes) -> Reach:
    """Give the secretariat's page for payments a bank file."""

    def reach(page: Page, portal: RunningPortal) -> None:
        _go(page, f"{portal.url}/admin/billing/bankfile/upload/")
        page.set_input_files("[name=file]", {"name": "bank.csv", "mimeType": "text/csv", "buffer": content})
        with page.expect_navigation():
            page.click("#content input[type=submit].default")

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


def make_address_once(page: Page, portal: RunningPortal) -> None:
    """Make an address for the own calendar, unless the person has one."""
    if page.locator("main button[value=make]").count():
        with page.expect_navigation():
            page.click("main button[value=make]")


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
    _go(page, f"{portal.url}/kommune/{portal.stage['owes_nothing']}/")


def local_errors(page: Page, portal: RunningPortal) -> None:
    """Write about a focus area without an owner, and an address that is none."""
    page.fill("main [name=owner_1]", "")
    page.fill("main [name=works_on_1]", "Noget, som ingen ejer")
    page.fill("main [name=contact_email_2]", "ikke en adresse")
    _press_first(page)


def changed_meanwhile(page: Page, portal: RunningPortal) -> None:
    """Save from a page that somebody else's change has made too old."""
    page.eval_on_selector("main [name=version]", "field => { field.value = '999' }")
    page.fill("main [name=owner_1]", "Den anden koordinator")
    _press_first(page)


def admin_row(path: str) -> Reach:
    """Open the first row of one of the admin's lists."""

    def reach(page: Page, portal: RunningPortal) -> None:
        _go(page, f"{portal.url}/admin/{path}/?when=all" if path == "events/event" else f"{portal.url}/admin/{path}/")
        with page.expect_navigation():
            page.click("#result_list tbody tr:first-child th a")

    return reach


def follow(link: str) -> Reach:
    """Follow the first link that a selector finds on the page."""

    def reach(page: Page, portal: RunningPortal) -> None:
        with page.expect_navigation():
            page.locator(f"main {link}").first.click()

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
    return lambda page, portal: _go(
        page, f"{portal.url}/admin/billing/feeyear/{portal.stage['fee_years'][number]}/{step}/"
    )


def budget_page(step: str) -> Reach:
    """Go to a page of the first fee year's budget in the admin."""
    return lambda page, portal: _go(
        page, f"{portal.url}/admin/billing/budget/year/{portal.stage['fee_years']['1']}/{step}"
    )


def enter_expense(page: Page, portal: RunningPortal) -> None:
    """Go to the page that enters an expense."""
    _go(page, f"{portal.url}/admin/billing/expense/enter/{portal.stage['fee_years']['1']}/")


def freshly(reach: Reach) -> Reach:
    """Go somewhere that takes a fresh log-in; confirm it as its owner would, if it is no longer fresh."""

    def go(page: Page, portal: RunningPortal) -> None:
        reach(page, portal)
        if "/konto/bekraeft/totrin/" in page.url:
            page.fill("main [name=code]", portal.stage["recovery_codes"].pop())
            _press_first(page)
            reach(page, portal)
        elif "/konto/bekraeft/" in page.url:
            known = set(portal.letters())
            ask_to_confirm(page, portal)
            page.fill("main [name=code]", portal.code_for(SECRETARIAT_ADDRESS, besides=known))
            _press_first(page)
            reach(page, portal)

    return go


def ask_to_confirm(page: Page, portal: RunningPortal) -> None:
    """Ask for the code that confirms a log-in, unless one is on its way."""
    _go(page, portal.url + "/konto/bekraeft/")
    if page.locator("main [name=code]").count() == 0:
        with page.expect_navigation():
            page.locator("main button[value=send]").click()


def person_step(step: str) -> Reach:
    """Go to a step of a person in the admin."""
    return lambda page, portal: _go(
        page, f"{portal.url}/admin/partnership/person/step/{step}/?row={portal.stage['keeper_id']}"
    )


def at_passkey(page: Page, portal: RunningPortal) -> None:
    """Go to the page that removes the keeper's passkey."""
    _go(page, f"{portal.url}/konto/adgangsnoegler/{portal.stage['passkey']}/fjern/")


def second_step(number: int) -> Reach:
    """Log in with a code as somebody who has a second factor, which is then asked for; three codes a minute go to each."""

    def reach(page: Page, portal: RunningPortal) -> None:
        known, address = set(portal.letters()), portal.stage["two_steps"][number]
        sending("/konto/log-ind/", "email", address)(page, portal)
        page.fill("main [name=code]", portal.code_for(address, besides=known))
        _press_first(page)

    return reach


def submit_empty(page: Page, portal: RunningPortal) -> None:
    """Submit a form as a browser without script does, whose button only a script would press."""
    with page.expect_navigation():
        page.eval_on_selector("main form", "form => form.submit()")


def network_step(step: str) -> Reach:
    """Go to a step of a body's networks: from the list, the first that leads to adjusting or proposing, then on."""

    def reach(page: Page, portal: RunningPortal) -> None:
        _go(page, f"{portal.url}/admin/tracks/networkplan/")
        first = "propose" if step == "propose" else "adjust"
        address = page.locator(f'#content a[href$="/{first}/"]').first.get_attribute("href")
        _go(page, portal.url + str(address).replace(f"/{first}/", f"/{step}/"))

    return reach


def a_visit(path: str = "") -> Reach:
    """Go to the visit that the coordinator's municipality hosts, by its own home."""

    def reach(page: Page, portal: RunningPortal) -> None:
        code = portal.coordinator()["municipality_code"]
        _go(page, f"{portal.url}/kommune/{code}/")
        address = page.locator('main a[href^="/besoeg/"]').first.get_attribute("href")
        _go(page, f"{portal.url}{address}{path}")

    return reach


def own_visit(which: str, path: str = "") -> Reach:
    """Go to a visit by what the coordinator's municipality has to do there."""
    return lambda page, portal: _go(page, f"{portal.url}/besoeg/{portal.stage['visits'][which]}/{path}")


def _go(page: Page, url: str) -> None:
    page.goto(url)


def _press_first(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main button[type=submit]").first.click()


_LISTS = (
    "billing/billingprofile",
    "billing/creditnote",
    "billing/feeyear",
    "billing/invoice",
    "billing/invoicerun",
    "billing/invoiceseries",
    "billing/seller",
    "events/event",
    "events/invitation",
    "events/registration",
    "events/reminder",
    "municipalities/municipality",
    "municipalities/region",
    "partnership/agreement",
    "partnership/body",
    "partnership/identityprovider",
    "partnership/letter",
    "partnership/localproject",
    "partnership/objection",
    "partnership/nomination",
    "partnership/logbookentry",
    "partnership/partnership",
    "partnership/person",
    "partnership/professiondecision",
    "partnership/seat",
    "tracks/track",
)
#: The run is shown by itself, and the seller settings are one row whose list is its page.
_FORMS = tuple(path for path in _LISTS if path not in {"billing/invoicerun", "billing/seller"})

_MERGE = "/admin/partnership/person/merge/?first={twin}&second={original}"
_MERGE_REFUSED = "/admin/partnership/person/merge/?first={first_holder}&second={second_holder}"

OWN_PAGES = [
    Place("front page", PUBLIC, at("/")),
    Place("front page without a partnership", PUBLIC, at("/"), empty=True),
    Place("partners", PUBLIC, at("/partnere/")),
    Place("no partners", PUBLIC, at("/partnere/"), empty=True),
    Place("contact", PUBLIC, at("/kontakt/")),
    Place("events", PUBLIC, at("/aktiviteter/")),
    Place("events, none", PUBLIC, at("/aktiviteter/"), empty=True),
    Place("year wheel", PUBLIC, at("/aktiviteter/aarshjul/")),
    Place("month", PUBLIC, at("/aktiviteter/maaned/")),
    Place("calendars to subscribe to", PUBLIC, at("/aktiviteter/abonner/")),
    Place("event", PUBLIC, event("staff-1")),
    Place("event, full", PUBLIC, event("development-1")),
    Place("event, date follows", PUBLIC, event("leadership-visits-1")),
    Place("event, cancelled", PUBLIC, event("communication-1")),
    Place("event, over", PUBLIC, event("leadership-2")),
    Place("practices", PUBLIC, at("/praksis/")),
    Place("practices, none", PUBLIC, at("/praksis/"), empty=True),
    Place("practice", PUBLIC, then(at("/praksis/"), follow(".card h3 a"))),
    Place("practice, question", PUBLIC, then(at("/praksis/"), follow(".card h3 a"), follow(".actions a.button"))),
    Place("own practices", COORDINATOR, at("/min-side/praksis/")),
    Place("own practice, errors", COORDINATOR, pressing(at("/min-side/praksis/ny/"), title="En praksis"), status=422),
    Place("knowledge", PUBLIC, at("/viden/")),
    Place("knowledge under a question", PUBLIC, then(at("/viden/"), follow(".questions a"))),
    Place("knowledge of a body", PUBLIC, then(at("/viden/"), follow(".columns li:nth-child(2) a"))),
    Place("networks of a track", PUBLIC, at("/spor/leadership/")),
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
    Place("second step", PUBLIC, second_step(0)),
    Place("second step, wrong", PUBLIC, then(second_step(1), wrong_code)),
    Place("my log-in, all there is", KEEPER, at("/konto/")),
    Place("recovery codes", KEEPER, freshly(at("/konto/gendannelseskoder/"))),
    Place("recovery codes, new", KEEPER, freshly(at("/konto/gendannelseskoder/nye/"))),
    Place("app, remove", KEEPER, freshly(at("/konto/app/fjern/"))),
    Place("passkey, remove", KEEPER, freshly(at_passkey)),
    Place("confirm by app", KEEPER, at("/konto/bekraeft/totrin/")),
    Place("confirm by app, wrong", KEEPER, then(at("/konto/bekraeft/totrin/"), wrong_code)),
    Place("confirm by passkey", KEEPER, at("/konto/bekraeft/adgangsnoegle/")),
    Place("app, add", NEWCOMER, at("/konto/app/tilfoej/")),
    Place("app, wrong code", NEWCOMER, then(at("/konto/app/tilfoej/"), wrong_code)),
    Place("passkey, add", NEWCOMER, at("/konto/adgangsnoegler/tilfoej/")),
    Place("passkey, none given", NEWCOMER, then(at("/konto/adgangsnoegler/tilfoej/"), submit_empty)),
    Place("own log-in, choice", PUBLIC, sending("/konto/log-ind/", "email", LONG)),
    Place("own log-in, unknown", PUBLIC, through_own_log_in(f"ny@{OWN_DOMAIN}"), status=403),
    Place("own log-in, unverified", PUBLIC, through_own_log_in(f"ea@{OWN_DOMAIN}", verified="false"), status=403),
    Place("own log-in, failed", PUBLIC, at("/konto/kommune/demo/svar/"), status=401),
    Place("sign-up closed", PUBLIC, at("/konto/ny/")),
    Place("access closed", PUBLIC, at("/konto/lukket/")),
    Place("invalid link", PUBLIC, at("/i/forkert/"), status=404),
    Place("lost link", PUBLIC, at("/send-link/")),
    Place("lost link, not an address", PUBLIC, sending("/send-link/", "email", "sanne-at-kl"), status=422),
    Place("lost link, sent", PUBLIC, sending("/send-link/", "email", "ukendt@koege.example")),
    Place("own page", PARTICIPANT, own("/min-side/")),
    Place("own year wheel", PARTICIPANT, own("/min-side/aarshjul/")),
    Place("invitation, not answered", PARTICIPANT, personal("unanswered")),
    Place("invitation, attending", PARTICIPANT, personal("attending")),
    Place("invitation, waiting list", PARTICIPANT, personal("waiting")),
    Place("invitation, declined", PARTICIPANT, personal("declined")),
    Place("invitation, offered place", PARTICIPANT, personal("offered")),
    Place("invitation, with questions", PARTICIPANT, personal("asked")),
    Place(
        "invitation, required question not answered",
        PARTICIPANT,
        then(personal("asked"), press("accept")),
        status=422,
    ),
    Place("food and access", PARTICIPANT, own("/min-side/hensyn/")),
    Place("colleague, nothing written", PARTICIPANT, then(personal("unanswered"), send_nobody), status=422),
    Place("invitation, cancelled event", PARTICIPANT, personal("event_cancelled")),
    Place("invitation, over", PARTICIPANT, personal("over")),
    Place("evaluation, to answer", PARTICIPANT, evaluate),
    Place("event, minutes and materials", PUBLIC, event("preparation-1")),
    Place("the day", COORDINATOR, event("preparation-1", "/aktiviteter/{}/dagen/")),
    Place("for the caterer", SECRETARIAT, event("preparation-1", "/aktiviteter/{}/forplejning/")),
    Place("participants", COORDINATOR, event("preparation-1", "/aktiviteter/{}/deltagere/")),
    Place("at the door", COORDINATOR, at_the_door),
    Place("materials", COORDINATOR, event("preparation-1", "/aktiviteter/{}/materialer/")),
    Place("minutes", COORDINATOR, event("preparation-1", "/aktiviteter/{}/referat/")),
    Place("evaluation", COORDINATOR, event("preparation-1", "/aktiviteter/{}/evaluering/")),
    Place("evaluation, too few", COORDINATOR, event("preparation-2", "/aktiviteter/{}/evaluering/")),
    Place("invitation, deadline passed", PARTICIPANT, personal("closed")),
    Place("invitation, withdrawn", PARTICIPANT, personal("withdrawn")),
    Place("own calendar, no address", PARTICIPANT, own("/min-side/kalender/", "unanswered")),
    Place("own calendar", PARTICIPANT, then(own("/min-side/kalender/"), make_address_once)),
    Place("answer, no button", PARTICIPANT, then(personal("unanswered"), answer_without_a_button), status=422),
    Place("answer, too late", PARTICIPANT, then(personal("closed"), answer_too_late), status=409),
    Place("municipality", COORDINATOR, municipality("/kommune/{code}/")),
    Place("municipality, owes nothing", COORDINATOR, owes_nothing),
    Place("local organisation", COORDINATOR, municipality("/kommune/{code}/lokal-organisation/")),
    Place(
        "local organisation, errors",
        COORDINATOR,
        then(municipality("/kommune/{code}/lokal-organisation/"), local_errors),
        status=422,
    ),
    Place(
        "local organisation, changed meanwhile",
        COORDINATOR,
        then(municipality("/kommune/{code}/lokal-organisation/"), changed_meanwhile),
        status=409,
    ),
    Place("success criteria", COORDINATOR, municipality("/kommune/{code}/succeskriterier/")),
    Place("assessment, sent in", COORDINATOR, municipality("/kommune/{code}/succeskriterier/midtvejs/")),
    Place("assessment, answer", COORDINATOR, municipality("/kommune/{code}/succeskriterier/midtvejs/1/")),
    Place("assessment, to come", COORDINATOR, municipality("/kommune/{code}/succeskriterier/afslutning/")),
    Place("success criteria, all", SECRETARIAT, at("/succeskriterier/")),
    Place("assessment, reopen", SECRETARIAT, municipality("/kommune/{code}/succeskriterier/midtvejs/genaabn/")),
    Place("local organisations", COORDINATOR, at("/lokal-organisation/")),
    Place("local organisations, participant", PARTICIPANT, own("/lokal-organisation/")),
    Place("local organisations, nothing found", COORDINATOR, at("/lokal-organisation/?q=findes+ikke")),
    Place("weekly mail", COORDINATOR, at("/ugemail/")),
    Place(
        "weekly mail, no button",
        COORDINATOR,
        then(at("/ugemail/"), submit_without_a_button("main form.actions")),
        status=422,
    ),
    Place("agreement", COORDINATOR, municipality("/kommune/{code}/aftale/")),
    Place("agreement, invited", COORDINATOR, invited("/kommune/{code}/aftale/")),
    Place("decision", COORDINATOR, invited("/kommune/{code}/aftale/beslutning/")),
    Place(
        "decision, nothing written", COORDINATOR, then(invited("/kommune/{code}/aftale/beslutning/"), send), status=422
    ),
    Place("signed agreement", COORDINATOR, municipality("/kommune/{code}/aftale/beslutning/")),
    Place("coordinators", COORDINATOR, municipality("/kommune/{code}/koordinatorer/")),
    Place("coordinator, new", COORDINATOR, municipality("/kommune/{code}/koordinatorer/ny/")),
    Place(
        "coordinator, new, not an address",
        COORDINATOR,
        then(municipality("/kommune/{code}/koordinatorer/ny/"), filled("email", "bo-at-kommune"), send),
        status=422,
    ),
    Place("coordinator, stop", COORDINATOR, colleague("/kommune/{code}/koordinatorer/{task}/slut/")),
    Place(
        "coordinator, stop, half a successor",
        COORDINATOR,
        then(colleague("/kommune/{code}/koordinatorer/{task}/slut/"), filled("name", "Bo Ågren"), send),
        status=422,
    ),
    Place("colleague's data", COORDINATOR, colleague("/kommune/{code}/personer/{person}/")),
    Place(
        "colleague's data, no name",
        COORDINATOR,
        then(colleague("/kommune/{code}/personer/{person}/"), filled("name", ""), send),
        status=422,
    ),
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
    Place("stop mails, link does not work", PUBLIC, at("/afmeld/forkert/"), status=404),
    Place("mails that do not arrive", COORDINATOR, municipality("/kommune/{code}/returnerede-mails/")),
    Place("seats", COORDINATOR, municipality("/kommune/{code}/pladser/")),
    Place("swap person", COORDINATOR, municipality("/kommune/{code}/pladser/{seat}/skift/")),
    Place(
        "swap person, nothing filled in",
        COORDINATOR,
        then(municipality("/kommune/{code}/pladser/{seat}/skift/"), send_as_it_is),
        status=422,
    ),
    Place("vacate seat", COORDINATOR, municipality("/kommune/{code}/pladser/{seat}/ledig/")),
    Place(
        "vacate seat, no day",
        COORDINATOR,
        then(municipality("/kommune/{code}/pladser/{seat}/ledig/"), send_as_it_is),
        status=422,
    ),
    Place("approver", COORDINATOR, municipality("/kommune/{code}/pladser/godkender/{body}/")),
    Place(
        "approver, no name",
        COORDINATOR,
        then(municipality("/kommune/{code}/pladser/godkender/{body}/"), send_as_it_is),
        status=422,
    ),
    Place("substitute", COORDINATOR, municipality("/aktiviteter/kommune/{code}/stedfortraeder/{invited}/")),
    Place(
        "substitute, nothing filled in",
        COORDINATOR,
        then(municipality("/aktiviteter/kommune/{code}/stedfortraeder/{invited}/"), send_as_it_is),
        status=422,
    ),
    Place(
        "substitute, not invited", COORDINATOR, municipality("/aktiviteter/kommune/{code}/stedfortraeder/{uninvited}/")
    ),
    Place("answer for several", COORDINATOR, answering_for_several),
    Place("answer for several, nobody chosen", COORDINATOR, then(answering_for_several, send_as_it_is), status=422),
    Place("nominations to approve", PARTICIPANT, personal("approval")),
    Place(
        "nominations to approve, no reason",
        PARTICIPANT,
        then(personal("approval"), refuse_without_a_reason),
        status=422,
    ),
    Place("nominations to approve, none", COORDINATOR, at("/godkendelse/")),
    Place("approval link, invalid", PUBLIC, at("/godkend/forkert/"), status=404),
    Place("answers", COORDINATOR, municipality("/aktiviteter/kommune/{code}/")),
    Place("invoices", COORDINATOR, at("/fakturaer/")),
    Place("invoice", COORDINATOR, municipality("/fakturaer/{invoice}/")),
    Place("credit note", COORDINATOR, municipality("/kreditnotaer/{credit_note}/")),
    Place("statement of account", COORDINATOR, municipality("/kommune/{code}/kontoudtog/")),
    Place("billing information", COORDINATOR, municipality("/kommune/{code}/faktureringsoplysninger/")),
    Place("billing information, new", COORDINATOR, municipality("/kommune/{code}/faktureringsoplysninger/ny/")),
    Place(
        "billing information, wrong",
        COORDINATOR,
        pressing(municipality("/kommune/{code}/faktureringsoplysninger/ny/"), gln="5701234567899"),
        status=422,
    ),
    Place(
        "billing information, change",
        COORDINATOR,
        municipality("/kommune/{code}/faktureringsoplysninger/{profile}/"),
    ),
    Place("own page, no events", COORDINATOR, at("/min-side/")),
    Place("my log-in", COORDINATOR, at("/konto/")),
    Place("devices", COORDINATOR, at("/konto/enheder/")),
    Place("confirm by mail", COORDINATOR, at("/konto/bekraeft/")),
    Place("confirm by mail, code sent", COORDINATOR, ask_to_confirm),
    Place("confirm by mail, wrong", COORDINATOR, then(ask_to_confirm, wrong_code)),
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
_SENDING = (at("/admin/billing/transmission/?needs=all"), follow("#result_list tbody th a"))

ADMIN_PAGES = [
    Place("admin", SECRETARIAT, at("/admin/")),
    *(Place(f"admin {path}", SECRETARIAT, at(f"/admin/{path}/")) for path in _LISTS),
    *(Place(f"admin {path}, one", SECRETARIAT, admin_row(path)) for path in _FORMS),
    Place("admin partnership/identityprovider, new", SECRETARIAT, at("/admin/partnership/identityprovider/add/")),
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
    Place("admin event", SECRETARIAT, event("leadership-1", "/admin/events/event/{}/change/")),
    Place("admin replies and needs", SECRETARIAT, event("steering-1", "/admin/events/event/{}/replies/")),
    Place("admin send invitations", SECRETARIAT, event("leadership-1", "/admin/events/event/{}/invite/")),
    Place("admin texts of letters", SECRETARIAT, at("/admin/partnership/letter/texts/")),
    Place(
        "admin text of a letter, without its link",
        SECRETARIAT,
        then(at("/admin/partnership/letter/texts/invitation/da/"), pressed(("body", "Kom!"))),
    ),
    Place("admin copy event", SECRETARIAT, at("/admin/events/event/copy/")),
    Place("admin move event", SECRETARIAT, event("steering-1", "/admin/events/event/{}/move/")),
    Place(
        "admin move event, what would happen",
        SECRETARIAT,
        pressing(event("steering-1", "/admin/events/event/{}/move/"), venue="Odeon"),
    ),
    Place("admin cancel event", SECRETARIAT, event("steering-1", "/admin/events/event/{}/cancel/")),
    Place("admin restore event", SECRETARIAT, event("communication-1", "/admin/events/event/{}/restore/")),
    Place("admin remind the silent", SECRETARIAT, event("steering-1", "/admin/events/event/{}/remind/")),
    Place("admin register people", SECRETARIAT, event("leadership-1", "/admin/events/event/{}/register/?q=kl")),
    Place("admin issue invoices", SECRETARIAT, freshly(fee_year("2", "issue"))),
    Place("admin change roles", SECRETARIAT, freshly(person_step("roles"))),
    Place("admin remove second factor", SECRETARIAT, freshly(person_step("second-factor"))),
    Place("admin invite municipalities", SECRETARIAT, joining("")),
    Place("admin invite municipalities, nothing chosen", SECRETARIAT, joining("preview/?who=ticked")),
    Place("admin invite municipalities, preview", SECRETARIAT, joining("preview/?who=all&answer_by=2099-01-01")),
    Place("matrix", SECRETARIAT, at("/admin/partnership/seat/matrix/")),
    Place("matrix, missing", SECRETARIAT, at("/admin/partnership/seat/matrix/?missing=on")),
    Place("matrix, wrong region", SECRETARIAT, at("/admin/partnership/seat/matrix/?region=findes-ikke")),
    Place("list of people", SECRETARIAT, at("/admin/partnership/seat/matrix/people/")),
    Place("admin summary of a body", SECRETARIAT, admin_row("tracks/summary")),
    Place("visits", SECRETARIAT, at("/admin/tracks/networkplan/visits/")),
    Place("visit of a network", COORDINATOR, a_visit()),
    Place("visit, dates to tick", COORDINATOR, own_visit("guest")),
    Place("visit, dates to offer", COORDINATOR, own_visit("host", "datoer/")),
    Place("visit, no dates offered", COORDINATOR, then(own_visit("host", "datoer/"), send), status=422),
    Place("visit, change", COORDINATOR, own_visit("fixed", "oplysninger/")),
    Place("networks", SECRETARIAT, at("/admin/tracks/networkplan/")),
    Place("networks, propose", SECRETARIAT, network_step("propose")),
    Place("networks, adjust", SECRETARIAT, network_step("adjust")),
    Place("networks, publish", SECRETARIAT, network_step("publish")),
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
    Place("admin credit", SECRETARIAT, invoice("credit")),
    Place("admin credit, preview", SECRETARIAT, pressing(invoice("credit"), reason="Nedslag", line_1="1000")),
    Place("admin credit, wrong", SECRETARIAT, pressing(invoice("credit"), reason="", line_1="x")),
    Place("admin returned", SECRETARIAT, invoice("return")),
    Place("admin bank file", SECRETARIAT, at("/admin/billing/bankfile/upload/")),
    Place("admin bank file, not one", SECRETARIAT, bank_file(b"%PDF-1.7"), status=422),
    Place("admin bank file, columns", SECRETARIAT, bank_file("Når;Kr;Hvad\n1.2.2027;1,00;x".encode()), status=422),
    Place("admin bank file, preview", SECRETARIAT, at("/admin/billing/bankfile/unmatched/")),
    Place("admin bank file, receipt", SECRETARIAT, admin_row("billing/bankfile")),
    Place("admin sendings of e-invoices", SECRETARIAT, at("/admin/billing/transmission/?needs=all")),
    Place("admin sending of an e-invoice", SECRETARIAT, then(*_SENDING)),
    Place("admin sending, by hand", SECRETARIAT, then(*_SENDING, follow(".object-tools a[href*=by_hand]"))),
    Place("admin invoice run to approve", SECRETARIAT, freshly(staged("/admin/billing/invoicerun/{run}/approve/"))),
    Place("admin overdue invoices", SECRETARIAT, at("/admin/billing/paymentreminder/overdue/")),
    Place("admin payments of an invoice", SECRETARIAT, invoice("payments")),
    Place("admin economy", SECRETARIAT, at("/admin/billing/invoice/economy/")),
    Place("admin postings", SECRETARIAT, at("/admin/billing/invoice/postings/?first=2020-01-01&last=2099-12-31")),
    Place("admin budget", SECRETARIAT, budget_page("")),
    Place("admin budget, change", SECRETARIAT, budget_page("set/")),
    Place("admin expense, wrong", SECRETARIAT, pressing(enter_expense, amount="x")),
    Place("admin fee year", SECRETARIAT, fee_year("2", "change")),
]
