"""Two records of one person become one, and nothing that belonged to either is lost."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from decimal import Decimal
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing.models import Invoice, InvoiceRun, Transmission
from billing.services.credit_notes import credit_invoice
from billing.services.disputes import dispute_invoice, lift_dispute
from billing.services.expenses import enter_expense
from billing.services.payments import Portion, lift_setting_aside, match_entry, set_entry_aside
from billing.services.profiles import add_profile
from billing.services.reminders import send_reminder
from billing.services.transmissions import deliver_by_hand
from events.invariants import INVARIANTS as EVENT_INVARIANTS
from events.models import (
    Audience,
    AudienceSource,
    Delegate,
    DoorMark,
    Event,
    GuestContact,
    GuestOrganisation,
    Invitation,
    Needs,
    PlannedSending,
    Registration,
    Reminder,
)
from events.services.invitations import invitation_key
from events.services.materials import add_link
from events.services.registrations import accept_invitation, cancel_registration, decline_invitation, register_person
from municipalities.models import Coordinatorship, Municipality
from partnership.config.merging import (
    FIELDS,
    RULES,
    MergeRefused,
    Outcome,
    RuleLacking,
    foreign_keys,
    merge_people,
    name_of,
    plan_merge,
    rule_for,
    stragglers,
)
from partnership.letter_texts import LetterText
from partnership.models import (
    Digest,
    Letter,
    LetterTemplate,
    LocalOrganisation,
    LogbookEntry,
    Nomination,
    Objection,
    Person,
    PersonalLink,
    SeatHolding,
    Unsubscription,
)
from partnership.roles import Role
from partnership.services.letters import store_letter
from partnership.services.links import find_link, make_link, token_of
from partnership.services.merging import leave, remove
from partnership.services.professions import record_professions
from partnership.services.viewing import start_viewing
from tests.billing.factories import NOW as BILLED
from tests.billing.factories import FeeYearFactory, SellerFactory, electronically_issued, entered, stated
from tests.events.factories import NOW, START, EventFactory
from tests.events.test_visits import offered, visit_in
from tests.municipalities.factories import MunicipalityFactory
from tests.partnership.assessing import name_in_assessment
from tests.partnership.factories import AgreementFactory, BodyFactory, PersonFactory, SeatFactory, SeatHoldingFactory
from tests.partnership.logging_in import logged_in
from tests.tracks.factories import PracticeFactory
from tests.tracks.worlds import body_of
from tracks.models import PracticeUse
from tracks.services.visits import answer_dates, guests_of

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
Status = Registration.Status


def staff(role: Role = Role.SECRETARIAT, **values: Any) -> Person:
    person = PersonFactory(is_staff=True, **values)
    person.groups.add(Group.objects.get(name=role))
    return person


@pytest.fixture
def pair() -> tuple[Person, Person]:
    """The record that goes and the one that stays."""
    return PersonFactory(name="Bo Ågren", email="bo@gammel.example"), PersonFactory(
        name="Bo Ågren", email="bo@ny.example"
    )


def merged(pair: tuple[Person, Person], **values: str) -> Outcome:
    return merge_people(pair[0], into=pair[1], by=staff(), values=values, now=NOW)


def invited(event: Event, person: Person, municipality: Municipality | None = None) -> Invitation:
    link = make_link(
        person, purpose=PersonalLink.Purpose.PARTICIPANT, expires_at=START + dt.timedelta(days=90), now=NOW
    )
    text = LetterText("Invitation", "Kom", "")
    key = invitation_key(event.pk, person.pk, 1)
    store_letter(text, kind="invitation", key=key, person=person, to_email=person.email, now=NOW, link=link)
    return Invitation.objects.create(event=event, person=person, municipality=municipality, link=link, invited_at=NOW)


def attendees(event: Event) -> set[int]:
    return set(Registration.objects.filter(event=event).attending().values_list("person", flat=True))


def all_is_well() -> bool:
    return [rule.detail for rule in (check() for check in EVENT_INVARIANTS) if not rule.ok] == []


# --- Every foreign key -----------------------------------------------------------------------------------------------------


def test_every_foreign_key_to_a_person_has_a_rule() -> None:
    """A new one needs a line in its room's `services/merging.py`, or a merge would leave its rows behind."""
    lacking = []
    for key in foreign_keys():
        try:
            rule_for(key)
        except RuleLacking as name:
            lacking.append(str(name))
    assert lacking == []


def test_the_walk_finds_foreign_keys_of_every_kind() -> None:
    names = {name_of(key) for key in foreign_keys()}
    assert {
        "events.registration.person",
        "billing.invoicerun.requested_by",
        "municipalities.coordinatorship.person",
        "partnership.person.merged_into",
        "partnership.person_groups.person",
        "admin.logentry.user",
        "account.emailaddress.user",
    } <= names


def test_a_foreign_key_without_a_rule_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("partnership.config.merging.RULES", [rule for rule in RULES if "letter" not in rule.key])
    with pytest.raises(RuleLacking, match=r"partnership\.letter\.person"):
        merge_people(PersonFactory(), into=PersonFactory(), by=staff(), values={}, now=NOW)
    assert not Person.objects.filter(merged_into__isnull=False).exists()


def name_in_seats_and_papers(person: Person) -> None:
    """Name somebody in what coordinators, approvers and the secretariat write, and in how people log in."""
    seat = SeatFactory()
    body, municipality, stamp = seat.body, seat.municipality, {"now": NOW}
    SeatHoldingFactory(entered_by=person, entered_at=NOW)
    nomination = {
        "seat": seat,
        "from_on": TODAY,
        "proposed_at": NOW,
        "asked_at": NOW,
        "decided_at": NOW,
        "approver_name": "Bo",
    }
    Nomination.objects.create(person=person, proposed_by=person, approver=person, status="approved", **nomination)
    Digest.objects.create(person=person, municipality=municipality, year=2026, week=48, created_at=NOW)
    Objection.objects.create(person=person, made_at=NOW, settled_at=NOW, settled_by=person)
    record_professions(body, professions="Lærere", decided_on=TODAY, minutes="", by=person, **stamp)
    LocalOrganisation.objects.create(agreement=AgreementFactory(), changed_at=NOW, changed_by=person)
    SellerFactory()
    invoice = electronically_issued(FeeYearFactory())
    deliver_by_hand(Transmission.objects.get(), evidence="Tastet i Virk", file=None, by=person, now=BILLED)
    credit_invoice(invoice, reason="Aftalt", amounts={1: Decimal(1000)}, by=person, now=BILLED)
    enter_expense(
        invoice.fee_year,
        kind="transport",
        spent_on=TODAY,
        text="Bus",
        supplier="Ærø Busser",
        voucher_number="B1",
        amount=Decimal(100),
        key=uuid.uuid4(),
        receipt=b"%PDF-1.7\n%%EOF",
        by=person,
        **stamp,
    )
    add_profile(municipality, stated=stated(municipality), valid_from=BILLED.date(), by=person, now=BILLED)
    look_after_money(invoice, person)
    name_in_assessment(person)
    TOTP.activate(person, generate_totp_secret())
    UserSession.objects.create(user=person, session_key="a", ip="127.0.0.1", user_agent="x", last_seen_at=NOW)
    SocialAccount.objects.create(user=person, provider="koege", uid="1")


def answer_a_visit(person: Person) -> None:
    """Let somebody say that no date suits."""
    visit = visit_in(body_of(3))
    offered(visit)
    guest = guests_of(visit.network, host=visit.host)[0]
    answer_dates(visit, person=person, municipality=guest, dates=[], now=NOW)


def look_after_money(invoice: Invoice, person: Person) -> None:
    """Let somebody import, match, set aside, note a dispute and remind."""
    late = BILLED + dt.timedelta(days=40)
    entry = entered(imported_by=person)
    set_entry_aside(entry, note="Husleje", by=person, now=BILLED)
    lift_setting_aside(entry, by=person, now=BILLED)
    match_entry(entry, portions=[Portion(invoice.pk, Decimal(1))], by=person, now=BILLED)
    dispute_invoice(invoice, note="Forkert år", by=person, now=BILLED)
    lift_dispute(invoice, note="Enige", by=person, now=BILLED)
    send_reminder(invoice, sequence=1, by=person, now=late)


def test_rows_of_every_foreign_key_follow(pair: tuple[Person, Person]) -> None:
    """One row for each foreign key, found by the walk: after the merge it names the one that stays, or a rule says why not."""
    old, new = pair
    event = EventFactory()
    other = PersonFactory()
    invitation = invited(event, old)
    register_person(event, person=old, now=NOW)
    SeatHoldingFactory(person=old)
    Coordinatorship.objects.create(municipality=MunicipalityFactory(), person=old, from_on=TODAY)
    start_viewing(old, by=staff(), reason="Et spørgsmål om pladser", now=NOW)
    Delegate.objects.create(event=event, municipality=MunicipalityFactory(), number=1, person=old)
    Needs.objects.create(person=old, diet_note="Ingen æg", consented_at=NOW, changed_at=NOW)
    Unsubscription.objects.create(person=old, kind="reminders", since=NOW)
    LetterTemplate.objects.create(kind="welcome", language="da", subject="x", body="x", changed_by=old, changed_at=NOW)
    answer_a_visit(old)
    GuestContact.objects.create(organisation=GuestOrganisation.objects.create(name="BUPL"), person=old)
    AudienceSource.objects.create(event=event, person=old)
    PlannedSending.objects.create(event=event, send_at=NOW + dt.timedelta(days=1), planned_by=old, planned_at=NOW)
    Reminder.objects.create(event=event, person=old, written_by=old, kind="facts", about_on=TODAY, written_at=NOW)
    InvoiceRun.objects.create(fee_year=FeeYearFactory(), requested_by=old, requested_at=NOW)
    told = {"requested_at": NOW, "finished_at": NOW, "approval_needed": True}
    InvoiceRun.objects.create(fee_year=FeeYearFactory(), approved_by=old, approved_at=NOW, **told)
    InvoiceRun.objects.create(fee_year=FeeYearFactory(), declined_by=old, **told)
    LogEntry.objects.create(
        user=old, content_type=ContentType.objects.get_for_model(Event), object_id=event.pk, action_flag=CHANGE
    )
    EmailAddress.objects.create(user=old, email=old.email, verified=True, primary=True)
    old.groups.add(Group.objects.get(name=Role.READER))
    old.user_permissions.add(Group.objects.get(name=Role.READER).permissions.first())
    practice = PracticeFactory(author=old)
    PracticeUse.objects.create(practice=practice, municipality=MunicipalityFactory(), stated_by=old, stated_at=NOW)
    name_in_seats_and_papers(old)
    merge_people(other, into=old, by=staff(), values={}, now=NOW)
    other.save()  # so that its history names whom it was merged into
    LogbookEntry.objects.create(kind="people_exported", at=NOW, actor=old)
    share_in_the_name_of(old)
    for key in foreign_keys():
        assert key.model._default_manager.filter(**{key.name: old}).exists(), f"nothing to move for {name_of(key)}"
    merged(pair)
    for key in foreign_keys():
        left = key.model._default_manager.filter(**{key.name: old}).exists()
        assert left == (rule_for(key).follow is leave), name_of(key)
        if rule_for(key).follow not in {leave, remove}:
            assert key.model._default_manager.filter(**{key.name: new}).exists(), name_of(key)
    assert Invitation.objects.get().pk == invitation.pk
    assert stragglers() == []
    assert all_is_well()


# --- The two records -------------------------------------------------------------------------------------------------------


def test_the_leftover_is_closed_frees_its_address_and_points_to_the_other(pair: tuple[Person, Person]) -> None:
    old, new = pair
    merged(pair, email="bo@gammel.example", title="Skoleleder")
    assert (old.is_active, old.merged_into, old.email) == (False, new, f"merged-{old.pk}@portal.invalid")
    assert (new.is_active, new.email, new.title) == (True, "bo@gammel.example", "Skoleleder")
    assert Person.objects.with_email("bo@ny.example").first() is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=old.pk).update(is_active=True)


def test_what_allauth_knows_of_an_address_that_is_given_up_goes(pair: tuple[Person, Person]) -> None:
    for person in pair:
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    merged(pair, email="bo@gammel.example")
    assert not EmailAddress.objects.exists()


def test_an_old_personal_link_leads_to_the_one_that_stays(pair: tuple[Person, Person]) -> None:
    token = token_of(invited(EventFactory(), pair[0]).link)
    merged(pair)
    link = find_link(token, purpose=PersonalLink.Purpose.PARTICIPANT, now=NOW)
    assert link is not None
    assert link.person == pair[1]


def test_letters_on_their_way_go_to_the_address_that_stays_but_a_code_goes_nowhere(pair: tuple[Person, Person]) -> None:
    old, new = pair
    values: dict[str, Any] = {"person": old, "to_email": old.email, "now": NOW}
    waiting, _ = store_letter(LetterText("A", "B", ""), kind="invoice", key="a", **values)
    sent, _ = store_letter(LetterText("A", "B", ""), kind="invoice", key="b", **values)
    code, _ = store_letter(LetterText("A", "B", ""), kind="account", key="c", confidential=True, **values)
    Letter.objects.filter(pk=sent.pk).update(status="sent", sent_at=NOW)
    merged(pair)
    addresses = dict(Letter.objects.values_list("pk", "to_email"))
    assert addresses == {waiting.pk: new.email, sent.pk: "bo@gammel.example", code.pk: "bo@gammel.example"}
    assert set(Letter.objects.values_list("person", flat=True)) == {new.pk}


def test_the_logbook_keeps_what_both_records_said_and_what_moved(pair: tuple[Person, Person]) -> None:
    old, new = pair
    SeatHoldingFactory(person=old)
    merged(pair, name="Bo Ågren Holm")
    entry = LogbookEntry.objects.get(kind="people_merged")
    assert entry.person == new
    assert entry.data["before"][str(old.pk)]["email"] == "bo@gammel.example"
    assert entry.data["before"][str(new.pk)]["name"] == "Bo Ågren"
    assert entry.data["moved"] == {"udpegninger": 1}


def test_groups_come_together_once(pair: tuple[Person, Person]) -> None:
    for person, roles in zip(pair, ([Role.READER, Role.FINANCE], [Role.READER]), strict=True):
        Person.objects.filter(pk=person.pk).update(is_staff=True)
        person.groups.set(Group.objects.filter(name__in=roles))
    merged(pair)
    assert set(pair[1].groups.values_list("name", flat=True)) == {Role.READER, Role.FINANCE}
    assert not pair[0].groups.exists()


def test_a_record_that_was_merged_before_is_pointed_on(pair: tuple[Person, Person]) -> None:
    first = PersonFactory()
    merged((first, pair[0]))
    merged(pair)
    first.refresh_from_db()
    assert first.merged_into == pair[1]


def test_merging_again_moves_what_came_meanwhile(pair: tuple[Person, Person]) -> None:
    merged(pair)
    event = EventFactory()
    invited(event, pair[0])
    assert stragglers() != []
    merged(pair)
    assert stragglers() == []
    assert Invitation.objects.get().person == pair[1]


# --- What is refused -------------------------------------------------------------------------------------------------------


def test_nobody_merges_a_record_with_itself_or_with_what_is_merged_already(pair: tuple[Person, Person]) -> None:
    with pytest.raises(MergeRefused, match="Vælg to"):
        merged((pair[0], pair[0]))
    merged(pair)
    for wrong in [(pair[1], pair[0]), (pair[0], PersonFactory()), (PersonFactory(), pair[0])]:
        with pytest.raises(MergeRefused, match="allerede lagt sammen"):
            merged(wrong)


def test_nobody_merges_the_own_record_away_or_one_that_may_more() -> None:
    by = staff()
    for leftover, keeper, words in [
        (by, staff(), "din egen post"),
        (PersonFactory(is_superuser=True), PersonFactory(), "må alt"),
        (PersonFactory(), PersonFactory(is_superuser=True, is_staff=True), "må alt"),
        (staff(), PersonFactory(), "arbejder i sekretariatet"),
    ]:
        with pytest.raises(MergeRefused, match=words):
            merge_people(leftover, into=keeper, by=by, values={}, now=NOW)
    assert not Person.objects.filter(merged_into__isnull=False).exists()


def test_an_address_that_a_third_person_has_is_refused_in_words(pair: tuple[Person, Person]) -> None:
    PersonFactory(email="bo@tredje.example")
    for address in ("bo@tredje.example", "slet ingen adresse"):
        with pytest.raises(MergeRefused) as refusal:
            merged(pair, email=address)
        assert refusal.value.reasons
    assert Person.objects.get(pk=pair[0].pk).is_active


def test_two_seats_in_one_body_at_a_time_are_for_people_to_decide(pair: tuple[Person, Person]) -> None:
    body = BodyFactory(name="Ledelsesspor")
    holdings = [SeatHoldingFactory(seat=SeatFactory(body=body, number=n), person=p) for n, p in enumerate(pair, 1)]
    with pytest.raises(MergeRefused, match="Ledelsesspor") as refusal:
        merged(pair)
    assert "ledig" in refusal.value.reasons[0]
    assert Person.objects.get(pk=pair[0].pk).is_active
    SeatHolding.objects.filter(pk=holdings[0].pk).update(to_on=TODAY)  # as the sentence says
    merged(pair)
    assert set(SeatHolding.objects.values_list("person", flat=True)) == {pair[1].pk}


def test_seats_in_two_bodies_or_one_after_the_other_move(pair: tuple[Person, Person]) -> None:
    body = BodyFactory()
    seat = SeatFactory(body=body)
    SeatHoldingFactory(seat=seat, person=pair[0], from_on=dt.date(2026, 10, 1), to_on=dt.date(2026, 12, 1))
    SeatHoldingFactory(seat=seat, person=pair[1], from_on=dt.date(2026, 12, 1))
    SeatHoldingFactory(person=pair[0])
    assert merged(pair).moved == {"udpegninger": 2}


# --- Coordinators ----------------------------------------------------------------------------------------------------------


def test_two_coordinatorships_of_one_municipality_become_one_that_lasts_as_long_as_both(
    pair: tuple[Person, Person],
) -> None:
    municipality = MunicipalityFactory()
    for person, from_on, to_on in [
        (pair[0], dt.date(2026, 3, 1), None),
        (pair[1], dt.date(2026, 1, 1), dt.date(2026, 5, 1)),
        (pair[1], dt.date(2025, 1, 1), dt.date(2025, 5, 1)),
    ]:
        Coordinatorship.objects.create(municipality=municipality, person=person, from_on=from_on, to_on=to_on)
    outcome = merged(pair)
    rows = Coordinatorship.objects.order_by("from_on").values_list("person", "from_on", "to_on")
    assert list(rows) == [
        (pair[1].pk, dt.date(2025, 1, 1), dt.date(2025, 5, 1)),
        (pair[1].pk, dt.date(2026, 1, 1), None),
    ]
    assert len(outcome.resolved) == 1
    [dropped] = LogbookEntry.objects.get(kind="people_merged").data["dropped"]
    assert dropped["fields"]["from_on"] == "2026-01-01"


# --- Events ----------------------------------------------------------------------------------------------------------------


def test_of_two_invitations_one_stays_and_both_links_work(pair: tuple[Person, Person]) -> None:
    event = EventFactory()
    tokens = [token_of(invited(event, person).link) for person in pair]
    outcome = merged(pair)
    assert Invitation.objects.get().person == pair[1]
    assert len(outcome.resolved) == 1
    for token in tokens:
        client = Client()
        assert client.get(f"/i/{token}/").status_code == 303
        assert event.title in client.get("/min-side/").content.decode()
    assert all_is_well()


@pytest.mark.parametrize(
    ("theirs", "own", "stays"),
    [
        ("attend", "decline", Status.ATTENDING),
        ("decline", "attend", Status.ATTENDING),
        ("attend", "attend", Status.ATTENDING),
        ("attend", "cancel", Status.ATTENDING),
        ("decline", "decline", Status.DECLINED),
        ("attend", "", Status.ATTENDING),
        ("", "attend", Status.ATTENDING),
    ],
)
def test_of_two_answers_the_one_who_comes_counts(
    theirs: str, own: str, stays: Status, pair: tuple[Person, Person]
) -> None:
    event = EventFactory(capacity=5)
    for person, act in zip(pair, (theirs, own), strict=True):
        answer(invited(event, person), act)
    merged(pair)
    registration = Registration.objects.get()
    assert (registration.person, registration.status) == (pair[1], stays)
    assert registration.invitation == Invitation.objects.get()
    event.refresh_from_db()
    assert event.places_taken == (1 if stays == Status.ATTENDING else 0)
    assert all_is_well()


def test_a_place_that_was_held_twice_goes_to_who_waits(pair: tuple[Person, Person]) -> None:
    event = EventFactory(capacity=2)
    for person in pair:
        answer(invited(event, person), "attend")
    waiting = PersonFactory()
    answer(invited(event, waiting), "attend")
    merged(pair)
    assert attendees(event) == {pair[1].pk, waiting.pk}
    assert Letter.objects.filter(kind="promoted", person=waiting).count() == 1
    event.refresh_from_db()
    assert event.places_taken == 2
    assert all_is_well()


def test_at_an_event_that_is_over_nobody_is_promoted(pair: tuple[Person, Person]) -> None:
    event = EventFactory(capacity=2)
    for person in (*pair, PersonFactory()):
        answer(invited(event, person), "attend")
    Event.objects.filter(pk=event.pk).update(
        starts_at=NOW - dt.timedelta(days=2), ends_at=NOW - dt.timedelta(days=1), answer_by=None
    )
    merged(pair)
    event.refresh_from_db()
    assert (event.places_taken, attendees(event)) == (1, {pair[1].pk})


def test_who_waits_twice_keeps_the_earlier_place_in_the_line(pair: tuple[Person, Person]) -> None:
    event = EventFactory(capacity=0)
    for minutes, person in enumerate((pair[0], PersonFactory(), pair[1])):
        accept_invitation(invited(event, person), now=NOW + dt.timedelta(minutes=minutes))
    merged(pair)
    registration = Registration.objects.get(person=pair[1])
    assert registration.waiting_position() == 1
    assert registration.queued_at == NOW


def test_who_is_named_twice_as_a_delegate_stays_named_once(pair: tuple[Person, Person]) -> None:
    event, municipality = EventFactory(), MunicipalityFactory()
    for number, person in enumerate(pair, 1):
        Delegate.objects.create(event=event, municipality=municipality, number=number, person=person)
    elsewhere = Delegate.objects.create(event=EventFactory(), municipality=municipality, number=1, person=pair[0])
    outcome = merged(pair)
    assert Delegate.objects.get(event=event).person == Delegate.objects.get(pk=elsewhere.pk).person == pair[1]
    assert outcome.moved == {"delegerede": 1}
    assert len(outcome.resolved) == 1


def answer(invitation: Invitation, act: str) -> None:
    match act:
        case "attend":
            accept_invitation(invitation, now=NOW)
        case "decline":
            decline_invitation(invitation, now=NOW)
        case "cancel":
            cancel_registration(accept_invitation(invitation, now=NOW), now=NOW)


# --- The dry run -----------------------------------------------------------------------------------------------------------


def test_a_dry_run_says_what_the_merge_does_and_changes_nothing(pair: tuple[Person, Person]) -> None:
    event = EventFactory(capacity=2)
    for person in (*pair, PersonFactory()):
        answer(invited(event, person), "attend")
    SeatHoldingFactory(person=pair[0])
    by = staff()
    before = everything()
    planned = plan_merge(pair[0], into=pair[1], by=by, values={"email": "bo@gammel.example"}, now=NOW)
    assert everything() == before
    assert pair[0].is_active
    done = merge_people(pair[0], into=pair[1], by=by, values={"email": "bo@gammel.example"}, now=NOW)
    assert planned == done
    assert done.moved["udpegninger"] == 1
    assert len(done.resolved) == 2


def test_a_dry_run_names_every_conflict_at_once(pair: tuple[Person, Person]) -> None:
    for body in BodyFactory.create_batch(2):
        for number, person in enumerate(pair, 1):
            SeatHoldingFactory(seat=SeatFactory(body=body, number=number), person=person)
    planned = plan_merge(pair[0], into=pair[1], by=staff(), values={}, now=NOW)
    assert len(planned.refusals) == 2
    assert planned.moved == {}


def share_in_the_name_of(person: Person) -> None:
    event = EventFactory()
    add_link(event, title="x", audience=Audience.BODY, url="https://kl.dk/", by=person, now=NOW)
    registration = Registration.objects.create(event=event, person=PersonFactory(), status="declined", answered_at=NOW)
    times = {"marked_at": NOW, "received_at": NOW, "undone_at": NOW}
    DoorMark.objects.create(registration=registration, marked_by=person, undone_by=person, **times)


def everything() -> list[list[dict[str, object]]]:
    models = {key.model for key in foreign_keys()} | {Person, Event}
    return [
        list(model._default_manager.order_by("pk").values()) for model in sorted(models, key=lambda m: m._meta.label)
    ]


# --- The page --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def secretariat() -> Client:
    return logged_in(staff())


def merge_url(pair: tuple[Person, Person]) -> str:
    return f"{reverse('admin:people_merge')}?first={pair[0].pk}&second={pair[1].pk}"


def test_two_records_are_merged_in_three_screens(pair: tuple[Person, Person], secretariat: Client) -> None:
    old, new = pair
    SeatHoldingFactory(person=old)
    listed = reverse("admin:partnership_person_changelist")
    chosen = secretariat.post(listed, {"action": "merge", "_selected_action": [old.pk, new.pk]})
    assert chosen["Location"] == merge_url(pair)
    assert "Udpegninger: 1" in " ".join(secretariat.get(merge_url(pair)).content.decode().split())
    values = {"keeper": new.pk, "email": old.pk}
    planned = secretariat.post(merge_url(pair), values)
    assert planned.context["outcome"].moved == {"udpegninger": 1}
    assert Person.objects.get(pk=old.pk).is_active
    done = secretariat.post(merge_url(pair), {**values, "confirmed": "Læg sammen"}, follow=True)
    assert "De to poster er nu én" in done.content.decode()
    new.refresh_from_db()
    assert new.email == "bo@gammel.example"
    closed = secretariat.get(reverse("admin:partnership_person_change", args=[old.pk])).content.decode()
    assert "Den er lagt sammen med" in closed
    assert 'name="_save"' not in closed


def test_only_fields_that_differ_are_asked_about(pair: tuple[Person, Person], secretariat: Client) -> None:
    form = secretariat.get(merge_url(pair)).context["form"]
    assert list(form.fields) == ["keeper", "email"]
    Person.objects.filter(pk=pair[0].pk).update(
        **{name: f"x{name}" for name in FIELDS if name not in {"email", "language"}}
    )
    form = secretariat.get(merge_url(pair)).context["form"]
    assert list(form.fields) == ["keeper", "name", "email", "title", "workplace", "phone"]
    assert form.fields["phone"].initial == str(pair[0].pk)  # the one that says something


def test_a_choice_that_is_no_choice_is_refused(pair: tuple[Person, Person], secretariat: Client) -> None:
    stranger = PersonFactory()
    for values in ({}, {"keeper": stranger.pk, "email": pair[0].pk}, {"keeper": pair[0].pk, "email": stranger.pk}):
        response = secretariat.post(merge_url(pair), {**values, "confirmed": "x"})
        assert response.context["form"].errors
    assert not Person.objects.filter(merged_into__isnull=False).exists()


def test_a_refusal_is_shown_instead_of_the_button(pair: tuple[Person, Person], secretariat: Client) -> None:
    body = BodyFactory()
    for number, person in enumerate(pair, 1):
        SeatHoldingFactory(seat=SeatFactory(body=body, number=number), person=person)
    values = {"keeper": pair[1].pk, "email": pair[1].pk}
    for extra in ({}, {"confirmed": "x"}):
        response = secretariat.post(merge_url(pair), values | extra)
        assert response.context["outcome"].refusals
        assert 'name="confirmed"' not in response.content.decode()


def test_two_records_must_be_chosen(pair: tuple[Person, Person], secretariat: Client) -> None:
    url = reverse("admin:people_merge")
    assert secretariat.get(url).context["pair"].errors == {}
    for query in (
        f"first={pair[0].pk}",
        f"first={pair[0].pk}&second={pair[0].pk}",
        f"first={pair[0].pk}&second={9**40}",
    ):
        form = secretariat.get(f"{url}?{query}").context["pair"]
        assert form.initial == {"first": "bo@gammel.example"}
    assert secretariat.get(f"{url}?first=x&second=").context["pair"].initial == {"first": None}
    for second in ("", "bo@gammel.example", "ukendt@ny.example", "bo"):
        form = secretariat.post(url, {"first": "bo@gammel.example", "second": second}).context["pair"]
        assert list(form.errors) == ["second"]
    chosen = secretariat.post(url, {"first": "BO@gammel.example", "second": "bo@ny.example"})
    assert chosen["Location"] == merge_url(pair)
    listed = reverse("admin:partnership_person_changelist")
    third = PersonFactory()
    for chosen in ([pair[0].pk], [pair[0].pk, pair[1].pk, third.pk]):
        assert secretariat.post(listed, {"action": "merge", "_selected_action": chosen})["Location"] != merge_url(pair)


@pytest.mark.parametrize("role", [Role.READER, Role.FINANCE])
def test_the_secretariat_alone_merges(role: Role, pair: tuple[Person, Person]) -> None:
    client = logged_in(staff(role))
    values = {"keeper": pair[1].pk, "email": pair[1].pk, "confirmed": "x"}
    assert client.get(merge_url(pair)).status_code == 403
    assert client.post(merge_url(pair), values).status_code == 403
    page = reverse("admin:partnership_person_change", args=[pair[0].pk])
    assert "/merge/" not in client.get(page).content.decode()
    assert not Person.objects.filter(merged_into__isnull=False).exists()


def test_the_choice_costs_the_same_however_much_belongs_to_a_record(
    pair: tuple[Person, Person], secretariat: Client
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            secretariat.get(merge_url(pair))
        return len(captured)

    SeatHoldingFactory(person=pair[0])
    cost()
    one = cost()
    SeatHoldingFactory.create_batch(2, person=pair[0])
    assert cost() == one


def test_check_invariants_names_what_a_merged_record_still_has(
    pair: tuple[Person, Person], capsys: pytest.CaptureFixture[str]
) -> None:
    merged(pair)
    call_command("check_invariants", "--json")
    assert {"invariant": "merged records are empty", "ok": True, "detail": "1 checked"} in json.loads(
        capsys.readouterr().out
    )
