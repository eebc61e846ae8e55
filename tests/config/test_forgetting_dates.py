"""What has a date of its own is kept until then and gone after it: invitations, letters, links, contacts, logs."""

import datetime as dt

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.utils import timezone

from events.models import Invitation, Registration, Reminder
from events.services.registrations import accept_invitation, decline_invitation
from partnership.config.forgetting import forget_people
from partnership.models import (
    Approver,
    Letter,
    LetterAttachment,
    LocalOrganisation,
    LocalProject,
    LogbookEntry,
    Person,
    PersonalLink,
)
from partnership.retention import months_before
from partnership.services.bounces import NotSendable, returned_letters, send_returned_again
from partnership.services.deliveries import requeue_letters
from partnership.services.letters import write_letter
from partnership.services.links import make_link
from partnership.services.logbook import log
from partnership.text import COPENHAGEN
from tests.config.test_forgetting import LAST_DAY, NEXT_DAY, a_letter
from tests.events.factories import NOW as WRITTEN
from tests.events.factories import EventFactory, invitation_to
from tests.partnership.factories import AgreementFactory, BodyFactory, PersonFactory

pytestmark = pytest.mark.django_db


def noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), tzinfo=COPENHAGEN)


def test_invitations_without_an_answer_go_six_months_after_the_event() -> None:
    event = EventFactory()
    silent, answered = invitation_to(event), invitation_to(event)
    decline_invitation(answered, now=WRITTEN)
    substitute = invitation_to(event)
    Invitation.objects.filter(pk=substitute.pk).update(substitute_for=silent)
    accept_invitation(Invitation.objects.get(pk=substitute.pk), now=WRITTEN)
    for invitation in (silent, answered):
        letter = a_letter(invitation.person)
        Reminder.objects.create(
            event=event, person=invitation.person, kind="answer", number=1, letter=letter, about_on=event.day,
            written_at=WRITTEN,
        )  # fmt: skip
    last = noon(dt.date(2027, 7, 12))
    assert forget_people(now=last)["invitations"] == 0
    assert forget_people(now=last + dt.timedelta(days=1))["invitations"] == 1
    assert set(Invitation.objects.values_list("pk", flat=True)) == {answered.pk, substitute.pk}
    assert Reminder.objects.get().person == answered.person
    assert Registration.objects.count() == 2


def test_what_letters_said_goes_after_a_year_and_they_are_never_written_or_sent_again() -> None:
    person = PersonFactory()
    sent, failed, queued = (
        a_letter(person),
        a_letter(person, status="failed", sent_at=None),
        a_letter(person, status="queued", sent_at=None),
    )
    last = noon(dt.date(2027, 11, 23))
    assert forget_people(now=last)["letters"] == 0
    assert forget_people(now=last + dt.timedelta(days=1))["letters"] == 2
    assert LetterAttachment.objects.get().letter == queued
    sent.refresh_from_db()
    assert (sent.text, sent.html, sent.to_name, sent.to_email) == ("", "", "", person.email)
    assert requeue_letters([failed], now=last) == 0
    assert list(returned_letters()) == []
    with pytest.raises(NotSendable):
        send_returned_again(failed, now=last)
    again = write_letter("link_again", key=sent.key, person=person, values={"name": "x"}, now=last)
    assert again == (sent, False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=sent.pk).update(status="queued", sent_at=None)


def test_links_go_six_months_after_they_closed_unless_a_row_needs_them() -> None:
    person = PersonFactory()
    closed = dt.datetime(2027, 3, 1, 12, tzinfo=COPENHAGEN)
    _expired, revoked, needed, lasting = (
        make_link(person, purpose=PersonalLink.Purpose.PARTICIPANT, expires_at=at, now=WRITTEN)
        for at in (closed, closed.replace(year=2028), closed, closed.replace(year=2028))
    )
    PersonalLink.objects.filter(pk=revoked.pk).update(revoked_at=closed)
    a_letter(person, link=needed, sent_at=closed)
    assert forget_people(now=noon(dt.date(2027, 9, 1)))["links"] == 0
    assert forget_people(now=noon(dt.date(2027, 9, 2)))["links"] == 2
    assert set(PersonalLink.objects.all()) == {needed, lasting}
    assert forget_people(now=noon(dt.date(2028, 3, 2)))["links"] == 1


def test_local_contacts_go_with_the_partnership_and_the_work_stays() -> None:
    body = BodyFactory()
    agreement = AgreementFactory(partnership=body.partnership)
    Approver.objects.create(municipality=agreement.municipality, body=body, name="Bo", email="bo@x.dk")
    area = body.partnership.focus_areas.create(number=1, text="Lederne")
    LocalProject.objects.create(
        organisation=LocalOrganisation.objects.create(agreement=agreement, changed_at=WRITTEN),
        focus_area=area, owner="Ida", contact="Bo", contact_email="bo@x.dk", works_on="Faglig ledelse",
    )  # fmt: skip
    assert forget_people(now=LAST_DAY)["local_contacts"] == 0
    assert forget_people(now=NEXT_DAY)["local_contacts"] == 2
    project = LocalProject.objects.get()
    assert (project.owner, project.contact, project.contact_email, project.works_on) == ("–", "", "", "Faglig ledelse")


def test_the_admins_log_goes_after_thirteen_months_and_the_logbook_after_five_years_by_the_databases_clock() -> None:
    staff, today = PersonFactory(is_staff=True), timezone.now()
    limit = noon(months_before(today.astimezone(COPENHAGEN).date(), 13))
    for days in (0, 1):
        LogEntry.objects.create(
            user=staff, content_type=ContentType.objects.get_for_model(Person), object_id="1", object_repr="Bo",
            action_flag=2, action_time=limit - dt.timedelta(days=days),
        )  # fmt: skip
    for year in (today.year - 6, today.year - 5):
        log(LogbookEntry.Kind.PEOPLE_EXPORTED, actor=staff, now=today.replace(year=year, month=7, day=1))
    counts = forget_people(now=today)
    assert (counts["admin_log"], counts["logbook"]) == (1, 1)
    with pytest.raises(IntegrityError, match="partnership_logbookentry_kept"), transaction.atomic():
        forget_people(now=today.replace(year=today.year + 2, day=1))
