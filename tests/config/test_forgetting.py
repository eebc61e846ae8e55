"""What is known of people goes at the date that the privacy page names: kept until then, gone after it, counted on."""

import datetime as dt
import json
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import CharField, TextField
from django.test.utils import CaptureQueriesContext

from billing.models import InvoiceRun
from events.models import AudienceSource, GuestContact, GuestOrganisation, Invitation
from events.services.registrations import accept_invitation, decline_invitation
from municipalities.models import Coordinatorship
from partnership.config.forgetting import forget_people, past_people
from partnership.config.tasks import forget_people as forget_task
from partnership.models import (
    Letter,
    LogbookEntry,
    Partnership,
    Person,
    PersonalLink,
)
from partnership.services.letters import Attachment, write_letter
from partnership.services.links import make_link
from partnership.services.subscriptions import choose_letters
from partnership.text import COPENHAGEN
from tests.billing.factories import FeeYearFactory, entered
from tests.events.factories import NOW as WRITTEN
from tests.events.factories import EventFactory, invitation_to
from tests.partnership.factories import AgreementFactory, PersonFactory, SeatHoldingFactory

pytestmark = pytest.mark.django_db
QUERIES = 57
LONG_AGO = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
#: The partnership of the factories ends before 1 October 2028, so this is the last day on which its people are kept.
LAST_DAY = dt.datetime(2029, 9, 30, 12, 0, tzinfo=COPENHAGEN)
NEXT_DAY = dt.datetime(2029, 10, 1, 12, 0, tzinfo=COPENHAGEN)


def noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), tzinfo=COPENHAGEN)


def old_person(**fields: object) -> Person:
    return PersonFactory(created_at=LONG_AGO, title="Skolechef", phone="12345678", workplace="Ærø", **fields)


def kept(person: Person, now: dt.datetime) -> bool:
    return not past_people(now).filter(pk=person.pk).exists()


def a_letter(person: Person, **fields: object) -> Letter:
    letter, _new = write_letter(
        "link_again",
        key=f"k{Letter.objects.count()}",
        person=person,
        values={"name": person.name},
        now=WRITTEN,
        attachments=[Attachment("f.pdf", "application/pdf", b"x")],
    )
    Letter.objects.filter(pk=letter.pk).update(**{"status": "sent", "sent_at": WRITTEN, **fields})
    letter.refresh_from_db()
    return letter


def all_sent() -> None:
    Letter.objects.update(status="sent", sent_at=LAST_DAY)


def test_who_holds_a_seat_coordinates_or_approves_is_kept_for_a_year_after_the_partnership() -> None:
    holding = SeatHoldingFactory(person=old_person(), to_on=dt.date(2026, 12, 1))
    agreement = AgreementFactory(partnership=holding.seat.body.partnership)
    open_task, past_task = (
        Coordinatorship.objects.create(
            municipality=agreement.municipality, person=old_person(), from_on=dt.date(2026, 6, 1), to_on=to_on
        )
        for to_on in (None, dt.date(2026, 11, 1))
    )
    before = Coordinatorship.objects.create(
        municipality=agreement.municipality, person=old_person(), from_on=dt.date(2024, 6, 1), to_on=dt.date(2025, 1, 1)
    )
    for row in (holding, open_task, past_task):
        assert (kept(row.person, LAST_DAY), kept(row.person, NEXT_DAY)) == (True, False)
    assert not kept(before.person, LAST_DAY)


def test_who_works_here_was_here_lately_or_has_something_coming_is_kept() -> None:
    staff, new = old_person(is_staff=True), PersonFactory(created_at=NEXT_DAY - dt.timedelta(days=360))
    here = old_person(last_login=NEXT_DAY - dt.timedelta(days=360))
    waits = old_person()
    a_letter(waits, status="queued", sent_at=None)
    for person in (staff, new, here, waits):
        assert kept(person, NEXT_DAY)
    assert kept(staff, NEXT_DAY.replace(year=2040))
    assert not kept(new, NEXT_DAY + dt.timedelta(days=30))
    assert not kept(old_person(), NEXT_DAY)


def test_who_acted_in_the_accounts_is_kept_with_them() -> None:
    run = InvoiceRun.objects.create(fee_year=FeeYearFactory(), requested_by=old_person(), requested_at=WRITTEN)
    payer = old_person()
    entered(imported_by=payer)
    assert kept(run.requested_by, dt.datetime(2031, 12, 31, 12, tzinfo=dt.UTC))
    assert not kept(run.requested_by, dt.datetime(2032, 1, 2, 12, tzinfo=dt.UTC))
    assert kept(payer, dt.datetime(2032, 1, 2, 12, tzinfo=dt.UTC))


def test_who_came_for_a_municipality_is_a_participant_and_a_guest_goes_sooner() -> None:
    event = EventFactory()
    member, guest = invitation_to(event, created_at=LONG_AGO), invitation_to(event, created_at=LONG_AGO)
    Invitation.objects.filter(pk=guest.pk).update(municipality=None)
    for invitation in (member, Invitation.objects.get(pk=guest.pk)):
        accept_invitation(invitation, now=WRITTEN)
    all_sent()
    assert (kept(member.person, LAST_DAY), kept(member.person, NEXT_DAY)) == (True, False)
    last = noon(event.day + dt.timedelta(days=365))
    assert (kept(guest.person, last), kept(guest.person, last + dt.timedelta(days=1))) == (True, False)


def test_whom_an_organisation_names_is_kept_while_it_is_asked() -> None:
    contact = GuestContact.objects.create(
        organisation=GuestOrganisation.objects.create(name="Danmarks Lærerforening"), person=old_person()
    )
    event = EventFactory()
    last = noon(event.day + dt.timedelta(days=365))
    assert not kept(contact.person, last)
    AudienceSource.objects.create(event=event, organisation=contact.organisation)
    assert (kept(contact.person, last), kept(contact.person, last + dt.timedelta(days=1))) == (True, False)
    forget_people(now=last + dt.timedelta(days=1))
    assert (GuestContact.objects.count(), AudienceSource.objects.count()) == (0, 1)


def everything_past() -> Person:
    """Return somebody who has a bit of everything."""
    holding = SeatHoldingFactory(person=old_person(name="Åse Ærøskøbing"))
    person = holding.person
    person.phone = "87654321"
    person.save()
    event = EventFactory(body=holding.seat.body)
    link = make_link(person, purpose=PersonalLink.Purpose.PARTICIPANT, expires_at=LAST_DAY, now=WRITTEN)
    invitation = Invitation.objects.create(event=event, person=person, link=link, invited_at=WRITTEN)
    decline_invitation(invitation, now=WRITTEN, reason="Jeg er syg")
    a_letter(person)
    all_sent()
    choose_letters(person, "digest", wanted=False, now=WRITTEN)
    Coordinatorship.objects.create(municipality=holding.seat.municipality, person=person, from_on=dt.date(2026, 10, 1))
    PersonFactory(created_at=LONG_AGO, merged_into=person, is_active=False)
    invitation_to(event, created_at=LONG_AGO)
    return person


def test_who_is_anonymised_counts_on_without_a_name_and_without_history() -> None:
    person = everything_past()
    assert person.history.count() == 2
    with pytest.raises(IntegrityError, match="historicalperson_kept"), transaction.atomic():
        person.history.all().delete()
    name, email = person.name, person.email
    counts = forget_people(now=NEXT_DAY)
    assert (counts["people"], counts["invitations"]) == (3, 1)
    person.refresh_from_db()
    assert (person.name, person.email) == ("Anonymiseret person", f"forgotten-{person.pk}@portal.invalid")
    assert (person.phone, person.title, person.workplace, person.is_active) == ("", "", "", False)
    assert not person.history.exists()
    assert not person.unsubscriptions.exists()
    assert person.seat_holdings.count() == person.registrations.count() == 1
    assert Coordinatorship.objects.get().to_on == NEXT_DAY.date()
    assert not PersonalLink.objects.valid_at(WRITTEN).exists() or not person.is_active
    for table, columns in text_columns():
        with connection.cursor() as cursor:
            for column in columns:
                cursor.execute(
                    f'SELECT COUNT(*) FROM "{table}" WHERE "{column}" IN (%s, %s, %s)', [name, email, "Jeg er syg"]
                )
                assert cursor.fetchone()[0] == 0, (table, column)


def text_columns() -> list[tuple[str, list[str]]]:
    """Return every column of text that a model has, with its table."""
    return [
        (
            model._meta.db_table,
            [field.column for field in model._meta.local_fields if isinstance(field, (CharField, TextField))],
        )
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]


def test_a_dry_run_tells_what_the_real_run_does_and_changes_nothing_and_a_second_run_finds_nothing() -> None:
    person = everything_past()
    told = forget_people(now=NEXT_DAY, dry_run=True)
    person.refresh_from_db()
    assert (person.phone, person.history.count(), Invitation.objects.count()) == ("87654321", 2, 2)
    assert not LogbookEntry.objects.exists()
    assert forget_people(now=NEXT_DAY) == told
    entry = LogbookEntry.objects.get()
    assert (entry.kind, entry.actor, entry.data) == ("people_forgotten", None, told)
    assert not any(forget_people(now=NEXT_DAY).values())
    assert LogbookEntry.objects.count() == 1


@pytest.mark.parametrize("people", [1, 3])
def test_the_number_of_queries_does_not_grow_with_people(people) -> None:
    event = EventFactory()
    for _ in range(people):
        person = SeatHoldingFactory(person=old_person()).person
        a_letter(person)
        invitation_to(event, created_at=LONG_AGO)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert forget_people(now=NEXT_DAY)["people"] == 2 * people
    assert len(queries) == QUERIES


def test_the_command_and_the_clock() -> None:
    everything_past()
    output = StringIO()
    call_command("forget_people", "--dry-run", "--json", stdout=output)
    assert json.loads(output.getvalue())["people"] == 0
    assert forget_task() == 0
    assert Partnership.objects.count() == 1
