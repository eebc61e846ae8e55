"""The secretariat moves, cancels, restores and copies: what would happen, confirm, receipt."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

from events.models import Event, Registration
from events.services.registrations import accept_invitation
from partnership.models import Letter
from tests.events.factories import EventFactory, invitation_to
from tests.events.test_programme import item_of, posted
from tests.partnership.factories import PersonFactory
from tests.partnership.logging_in import logged_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Client:
    return logged_in(PersonFactory(is_staff=True, is_superuser=True), "code", "mfa")


@pytest.fixture
def event() -> Event:
    """An event in forty days, to which somebody comes and somebody is silent."""
    start = timezone.now().replace(hour=8, minute=30, second=0, microsecond=0) + dt.timedelta(days=40)
    event = EventFactory(starts_at=start, ends_at=start + dt.timedelta(hours=6), answer_by=None)
    accept_invitation(invitation_to(event), now=timezone.now())
    invitation_to(event)
    Letter.objects.all().delete()
    return event


def agreed(page: str) -> str:
    found = re.search(r'name="agreed" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def moved(event: Event, days: int, **changes: object) -> dict[str, object]:
    day = (timezone.localtime(event.starts_at) + dt.timedelta(days=days)).date().isoformat()
    sent = {key: value for key, value in posted(event).items() if not key.startswith(("programme", "delegates"))}
    return sent | {"starts_at_0": day, "note": ""} | changes


def test_a_move_is_planned_then_done_with_a_receipt_in_three_clicks(staff, event) -> None:
    address = f"/admin/events/event/{event.pk}/move/"
    assert staff.get(address).status_code == 200  # the first click leads here
    page = staff.post(address, moved(event, 7)).content.decode()
    assert "2 mails bliver sendt" in page
    assert not Letter.objects.exists()
    done = staff.post(address, moved(event, 7) | {"agreed": agreed(page)}, follow=True).content.decode()
    assert "2 mails er på vej" in done
    assert "Giv selv stedet besked: Kolding Congress Center" in done
    before, event.starts_at = event.starts_at, Event.objects.get().starts_at
    assert (event.starts_at - before).days in {6, 7}
    assert Event.objects.get().ends_at - event.starts_at == dt.timedelta(hours=6)


def test_who_agreed_to_another_number_is_asked_again(staff, event) -> None:
    address = f"/admin/events/event/{event.pk}/move/"
    agreed_to = agreed(staff.post(address, moved(event, 7)).content.decode())
    invitation_to(event)
    page = staff.post(address, moved(event, 7) | {"agreed": agreed_to}).content.decode()
    assert "3 mails bliver sendt" in page
    assert not Letter.objects.exists()


def test_the_events_own_form_asks_too_before_anything_is_saved(staff, event) -> None:
    item_of(event)
    row = event.programme_items.get()
    starts = timezone.localtime(row.starts_at)
    item = {
        "programme_items-0-id": row.pk,
        "programme_items-0-event": event.pk,
        "programme_items-0-day": starts.date().isoformat(),
        "programme_items-0-begins": f"{starts:%H:%M}",
        "programme_items-0-ends": f"{starts + dt.timedelta(hours=1):%H:%M}",
        "programme_items-0-title": "Nyt navn",
        "programme_items-0-position": 0,
    }
    sent = posted(event, item, venue="Odeon")
    address = f"/admin/events/event/{event.pk}/change/"
    page = staff.post(address, sent).content.decode()
    assert 'name="venue" value="Odeon"' in page
    assert (Event.objects.get().venue, event.programme_items.get().title) == ("Kolding Congress Center", "Oplæg")
    assert not Letter.objects.exists()
    assert staff.post(address, sent | {"agreed": agreed(page)}).status_code == 302
    assert (Event.objects.get().venue, event.programme_items.get().title) == ("Odeon", "Nyt navn")
    assert Letter.objects.filter(kind="event_changed").count() == 2


def test_a_corrected_title_is_saved_at_once_and_what_cannot_be_is_said_in_the_form(staff, event) -> None:
    address = f"/admin/events/event/{event.pk}/change/"
    assert staff.post(address, posted(event, title="Rettet")).status_code == 302
    refused = staff.post(address, posted(event, date_is_tentative="on"))
    assert refused.status_code == 200
    assert "datoen kan ikke være åben igen" in refused.content.decode()
    assert not Letter.objects.exists()


def test_cancelling_says_first_whom_it_reaches_and_can_be_taken_back(staff, event) -> None:
    address = f"/admin/events/event/{event.pk}/cancel/"
    page = staff.get(address).content.decode()
    assert "Aflys, og send 2 mails" in page
    assert "Skriv, hvorfor" in staff.post(address, {"reason": "", "agreed": agreed(page)}).content.decode()
    staff.post(address, {"reason": "Sygdom", "agreed": agreed(page)})
    assert Event.objects.get().cancellation_reason == "Sygdom"
    address = f"/admin/events/event/{event.pk}/restore/"
    page = staff.get(address).content.decode()
    assert "Gennemfør, og send 2 mails" in page
    staff.post(address, {"note": "", "agreed": agreed(page)})
    assert Event.objects.get().cancelled_at is None
    assert sorted(Letter.objects.values_list("kind", flat=True)) == ["event_cancelled"] * 2 + ["event_restored"] * 2


@pytest.mark.parametrize(("step", "cancelled"), [("move", True), ("cancel", True), ("restore", False)])
def test_a_step_that_does_not_fit_leads_back_with_a_sentence(step, cancelled, staff, event) -> None:
    Event.objects.update(cancelled_at=timezone.now() if cancelled else None)
    answer = staff.get(f"/admin/events/event/{event.pk}/{step}/", follow=True)
    assert answer.redirect_chain[0][0] == f"/admin/events/event/{event.pk}/change/"
    assert "aflyst" in answer.content.decode()


def test_the_participant_confirms_and_the_secretariat_sees_who_has(staff, event) -> None:
    registration = Registration.objects.get()
    Registration.objects.update(asked_again_at=timezone.now())
    own = logged_in(registration.person)
    address = f"/min-side/aktiviteter/{event.pk}/"
    assert "Kommer du stadig?" in own.get(address).content.decode()
    assert own.post(f"{address}bekraeft/").status_code == 422  # a mail scanner presses no button
    listing = "/admin/events/registration/?confirmed="
    assert registration.person.name in staff.get(f"{listing}no").content.decode()
    assert "du har bekræftet" in own.post(f"{address}bekraeft/", {"answer": "confirm"}, follow=True).content.decode()
    assert registration.person.name in staff.get(f"{listing}yes").content.decode()
    assert "Kommer du stadig?" not in own.get(address).content.decode()


def test_a_new_event_from_the_last_one_takes_two_screens(staff, event) -> None:
    item_of(event, begins=1, ends=2, speakers="Ida Æbelø")
    page = staff.get(f"/admin/events/event/copy/?event={event.pk}").content.decode()
    assert f'<option value="{event.pk}" selected>' in page
    sent = {"event": event.pk, "day": "2028-03-27", "begins": ""}
    second = staff.post("/admin/events/event/copy/", sent)
    copy = Event.objects.exclude(pk=event.pk).get()
    assert second["Location"] == f"/admin/events/event/{copy.pk}/change/"
    assert copy.programme_items.get().speakers == "Ida Æbelø"
    assert staff.post("/admin/events/event/copy/", sent)["Location"] == second["Location"]
    assert Event.objects.count() == 2
