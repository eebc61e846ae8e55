"""The secretariat works in the admin site: pages, steps, filters, and what it must not show or do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from municipalities.models import Coordinatorship
from partnership.letter_texts import LINK_MARKER, LetterText
from partnership.models import (
    Agreement,
    Body,
    FocusArea,
    Letter,
    Partnership,
    Person,
    PersonalLink,
    Pulse,
    Seat,
    SeatHolding,
)
from partnership.roles import Role
from partnership.services.documents import store_document
from partnership.services.letters import Attachment, store_letter
from partnership.services.links import make_link, token_of
from partnership.services.seats import create_seats, nominate
from tests.municipalities.factories import MunicipalityFactory
from tests.partnership.factories import (
    AgreementFactory,
    BodyFactory,
    PartnershipFactory,
    PersonFactory,
    SeatFactory,
    SeatHoldingFactory,
)
from tracks.models import Track

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 2)


def staff(role: Role) -> Person:
    person = PersonFactory(is_staff=True)
    person.groups.add(Group.objects.get(name=role))
    return person


@pytest.fixture
def secretariat() -> Client:
    client = Client()
    client.force_login(staff(Role.SECRETARIAT), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def reader() -> Client:
    client = Client()
    client.force_login(staff(Role.READER), backend="django.contrib.auth.backends.ModelBackend")
    return client


def letter(**changes: Any) -> Letter:
    values = {
        "kind": "invitation",
        "key": f"key-{Letter.objects.count()}",
        "to_email": "bo@kommune.example",
        "now": NOW,
        **changes,
    }
    text = values.pop("text", LetterText("Velkommen", "Kære Bo\n\nVelkommen", ""))
    return store_letter(text, **values)[0]


def page(client: Client, name: str, *args: Any, **query: Any) -> str:
    response = client.get(reverse(f"admin:{name}", args=args), query)
    assert response.status_code == 200, response
    return response.content.decode()


def seat_with_holder() -> Seat:
    body = BodyFactory()
    agreement = AgreementFactory(partnership=body.partnership)
    create_seats(agreement)
    return nominate(agreement.municipality, body=body, person=PersonFactory(), from_on=DAY).seat


MAKERS: dict[str, Callable[[], Any]] = {
    "partnership_partnership": PartnershipFactory,
    "partnership_body": BodyFactory,
    "partnership_agreement": AgreementFactory,
    "partnership_person": lambda: SeatHoldingFactory().person,
    "partnership_seat": seat_with_holder,
    "partnership_letter": letter,
    "partnership_storeddocument": lambda: store_document(
        f"{Letter.objects.count()}-{timezone.now():%H%M%S%f}.pdf",
        content=b"%PDF",
        media_type="application/pdf",
        now=NOW,
    ),
    "partnership_pulse": lambda: Pulse.objects.create(name=f"pulse-{Pulse.objects.count()}", at=NOW),
    "tracks_track": lambda: Track.objects.create(body=BodyFactory(), theme="Didaktik", launches_on=DAY),
}


@pytest.mark.parametrize("name", MAKERS)
def test_a_list_costs_the_same_for_one_row_and_for_three(name: str, secretariat: Client) -> None:
    MAKERS[name]()
    one = count_queries(lambda: page(secretariat, f"{name}_changelist"))
    MAKERS[name]()
    MAKERS[name]()
    assert count_queries(lambda: page(secretariat, f"{name}_changelist")) == one


@pytest.mark.parametrize("name", MAKERS)
def test_a_row_has_a_page_for_the_secretariat_and_for_readers(name: str, secretariat: Client, reader: Client) -> None:
    row = MAKERS[name]()
    assert "<h1" in page(secretariat, f"{name}_change", row.pk)
    assert 'name="_save"' not in page(reader, f"{name}_change", row.pk)


@pytest.mark.parametrize("name", MAKERS)
def test_a_list_has_at_most_seven_columns_and_can_be_searched(name: str, secretariat: Client) -> None:
    MAKERS[name]()
    app, model = name.split("_")
    model_admin = next(row for kind, row in admin.site._registry.items() if kind._meta.label_lower == f"{app}.{model}")
    assert len(model_admin.list_display) <= 7
    if model_admin.search_fields:
        assert page(secretariat, f"{name}_changelist", q="no such thing anywhere")


# --- Agreements -----------------------------------------------------------------------------------------------------


def test_an_agreement_goes_all_the_way_by_its_buttons(secretariat: Client) -> None:
    body = BodyFactory(seats_max=5)
    agreement = Agreement.objects.create(
        partnership=body.partnership, municipality=MunicipalityFactory(), invited_on=dt.date(2026, 6, 1)
    )
    for step, day in [("decide", "2026-08-27"), ("confirm", "10.9.2026"), ("activate", "2026-10-01")]:
        url = f"{reverse('admin:partnership_agreement_step', args=[step])}?row={agreement.pk}"
        assert url in page(secretariat, "partnership_agreement_change", agreement.pk).replace("&amp;", "&")
        assert str(agreement) in secretariat.get(url).content.decode()
        assert secretariat.post(url, {"on": day}).status_code == 302
    agreement.refresh_from_db()
    assert (agreement.status, agreement.confirmed_on) == ("active", dt.date(2026, 9, 10))
    assert Seat.objects.count() == 5


def test_many_agreements_take_a_step_together_and_the_others_are_named(secretariat: Client) -> None:
    partnership = PartnershipFactory()
    decided = AgreementFactory.create_batch(2, partnership=partnership, status="decided", confirmed_on=None)
    invited = AgreementFactory(partnership=partnership, status="invited", decided_on=None)
    rows = [*decided, invited]
    chosen = secretariat.post(
        reverse("admin:partnership_agreement_changelist"),
        {"action": "confirm", "_selected_action": [row.pk for row in rows]},
    )
    assert chosen.status_code == 302
    done = secretariat.post(chosen["Location"], {"on": "2026-09-10"}, follow=True)
    assert list(Agreement.objects.order_by("pk").values_list("status", flat=True)) == [
        "confirmed",
        "confirmed",
        "invited",
    ]
    said = [str(message) for message in done.context["messages"]]
    assert len(said) == 2
    assert any(str(invited) in text for text in said)


def test_a_step_without_a_date_asks_again(secretariat: Client) -> None:
    agreement = AgreementFactory(status="decided", confirmed_on=None)
    url = f"{reverse('admin:partnership_agreement_step', args=['confirm'])}?row={agreement.pk}"
    response = secretariat.post(url, {"on": "31.2.2026"})
    assert response.status_code == 200
    assert "errorlist" in response.content.decode()
    assert Agreement.objects.get().status == "decided"


@pytest.mark.parametrize(
    "address", ["step/confirm/?row=x", "step/confirm/", "step/nothing/?row=1", "step/confirm/?row=0"]
)
def test_a_step_about_nothing_is_not_found(address: str, secretariat: Client) -> None:
    assert secretariat.get(reverse("admin:partnership_agreement_changelist") + address).status_code == 404


def test_readers_take_no_step(reader: Client) -> None:
    agreement = AgreementFactory(status="decided", confirmed_on=None)
    url = f"{reverse('admin:partnership_agreement_step', args=['confirm'])}?row={agreement.pk}"
    assert reader.post(url, {"on": "2026-09-10"}).status_code == 403
    assert "/step/" not in page(reader, "partnership_agreement_change", agreement.pk)
    assert Agreement.objects.get().status == "decided"


def test_a_second_standing_agreement_is_a_sentence_at_the_field(secretariat: Client) -> None:
    agreement = AgreementFactory()
    values = {
        "partnership": agreement.partnership_id,
        "municipality": agreement.municipality_id,
        "invited_on": "2026-06-01",
        "part_year_fee": "full",
    }
    response = secretariat.post(reverse("admin:partnership_agreement_add"), values)
    assert list(response.context["adminform"].form.errors) == ["municipality"]
    Agreement.objects.update(status="withdrawn", withdrawn_from=DAY)
    assert secretariat.post(reverse("admin:partnership_agreement_add"), values).status_code == 302


def test_a_date_can_be_corrected_but_not_taken_away(secretariat: Client) -> None:
    agreement = AgreementFactory()
    url = reverse("admin:partnership_agreement_change", args=[agreement.pk])
    values = {"invited_on": "2026-06-01", "decided_on": "2026-08-28", "confirmed_on": "2026-09-10", "active_from": ""}
    values["part_year_fee"] = "full"
    response = secretariat.post(url, values)
    assert list(response.context["adminform"].form.errors) == ["active_from"]
    assert secretariat.post(url, {**values, "active_from": "2026-10-01"}).status_code == 302
    assert Agreement.objects.get().decided_on == dt.date(2026, 8, 28)


# --- Bodies and seats ----------------------------------------------------------------------------------------------------


def body_values(body: Body, **changes: Any) -> dict[str, Any]:
    names = ("name", "seeks", "position", "seats_min", "seats_max")
    return {name: getattr(body, name) for name in names} | changes


def test_a_body_that_grows_gives_seats_to_those_who_take_part(secretariat: Client) -> None:
    body = BodyFactory(seats_min=1, seats_max=2)
    create_seats(AgreementFactory(partnership=body.partnership))
    url = reverse("admin:partnership_body_change", args=[body.pk])
    assert secretariat.post(url, body_values(body, seats_max=4, name="Nyt navn")).status_code == 302
    assert Seat.objects.count() == 4
    assert secretariat.post(url, body_values(body, seats_max=1, name="Nyt navn")).status_code == 302
    assert Seat.objects.count() == 1
    assert Body.objects.get().name == "Nyt navn"


def test_a_body_does_not_shrink_below_a_held_seat(secretariat: Client) -> None:
    body = BodyFactory(seats_min=1, seats_max=2)
    SeatFactory(body=body, number=1)
    SeatHoldingFactory(seat=SeatFactory(body=body, number=2))
    response = secretariat.post(
        reverse("admin:partnership_body_change", args=[body.pk]), body_values(body, seats_max=1)
    )
    assert list(response.context["adminform"].form.errors) == ["seats_max"]
    assert Body.objects.get().seats_max == 2


def test_a_new_body_gives_seats_to_those_who_take_part(secretariat: Client) -> None:
    agreement = AgreementFactory()
    values = {
        "partnership": agreement.partnership_id,
        "kind": "track",
        "key": "nyt-spor",
        "name": "Nyt spor",
        "position": 6,
        "seats_min": 1,
        "seats_max": 3,
    }
    assert secretariat.post(reverse("admin:partnership_body_add"), values).status_code == 302
    assert Seat.objects.filter(municipality=agreement.municipality).count() == 3


def test_a_seat_is_handed_over_vacated_and_filled_by_its_buttons(secretariat: Client) -> None:
    seat = seat_with_holder()
    successor, newcomer = PersonFactory.create_batch(2)

    def step(name: str, **values: Any) -> None:
        url = f"{reverse('admin:partnership_seat_step', args=[name])}?row={seat.pk}"
        assert url in page(secretariat, "partnership_seat_change", seat.pk)
        assert secretariat.post(url, values).status_code == 302

    step("hand-over", person=successor.pk, on="2027-03-01")
    step("vacate", on="2027-06-01")
    step("nominate", person=newcomer.pk, on="2027-06-01")
    holders = seat.holdings.order_by("from_on").values_list("person", "to_on")
    assert list(holders)[1:] == [(successor.pk, dt.date(2027, 6, 1)), (newcomer.pk, None)]


def test_a_refused_step_says_why_and_changes_nothing(secretariat: Client) -> None:
    seat = seat_with_holder()
    url = f"{reverse('admin:partnership_seat_step', args=['vacate'])}?row={seat.pk}"
    response = secretariat.post(url, {"on": "2026-10-01"}, follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert SeatHolding.objects.get().to_on is None


def test_vacant_seats_can_be_found(secretariat: Client) -> None:
    seat_with_holder()
    for held, count in [("no", 4), ("yes", 1)]:
        response = secretariat.get(reverse("admin:partnership_seat_changelist"), {"held": held})
        assert response.context["cl"].result_count == count


def test_the_texts_of_a_partnership_are_edited_on_its_page(secretariat: Client) -> None:
    partnership = PartnershipFactory()
    FocusArea.objects.create(partnership=partnership, number=1, text="Ledelse")
    BodyFactory(partnership=partnership, name="Styregruppen")
    shown = page(secretariat, "partnership_partnership_change", partnership.pk)
    assert "Ledelse" in shown
    assert "Styregruppen" in shown
    assert Partnership.objects.get().focus_areas.count() == 1


# --- People ----------------------------------------------------------------------------------------------------------------


def person_values(**changes: Any) -> dict[str, Any]:
    formset = {
        f"{name}-{key}": 0
        for name in ("coordinatorships", "seat_holdings", "unsubscriptions")
        for key in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    return {
        "name": "Åse Ærø",
        "email": "Aase@Kommune.example",
        "language": "da",
        "is_active": "on",
        **formset,
        **changes,
    }


def test_a_new_person_has_no_password_and_a_small_address(secretariat: Client) -> None:
    assert "password" not in page(secretariat, "partnership_person_add")
    assert secretariat.post(reverse("admin:partnership_person_add"), person_values()).status_code == 302
    person = Person.objects.get(name="Åse Ærø")
    assert person.email == "aase@kommune.example"
    assert not person.has_usable_password()


def test_an_address_that_is_taken_is_a_sentence_at_the_form(secretariat: Client) -> None:
    PersonFactory(email="aase@kommune.example")
    response = secretariat.post(reverse("admin:partnership_person_add"), person_values())
    assert response.status_code == 200
    assert response.context["adminform"].form.errors


def test_nobody_but_their_like_changes_those_who_may_do_everything(secretariat: Client) -> None:
    boss = PersonFactory(is_staff=True, is_superuser=True, email="boss@kl.example")
    url = reverse("admin:partnership_person_change", args=[boss.pk])
    assert secretariat.post(url, person_values(email="mine@kl.example")).status_code == 403
    assert 'name="_save"' not in page(secretariat, "partnership_person_change", boss.pk)
    assert "is_superuser" not in page(secretariat, "partnership_person_change", PersonFactory().pk)


def test_a_person_coordinates_for_a_municipality_once(secretariat: Client) -> None:
    municipality = MunicipalityFactory()
    row = {"municipality": municipality.pk, "from_on": "2026-10-01"}
    rows = {f"coordinatorships-{n}-{name}": value for n in (0, 1) for name, value in row.items()}
    values = person_values(**{**rows, "coordinatorships-TOTAL_FORMS": 2})
    response = secretariat.post(reverse("admin:partnership_person_add"), values)
    assert response.status_code == 200
    assert not Coordinatorship.objects.exists()
    assert (
        secretariat.post(
            reverse("admin:partnership_person_add"), {**values, "coordinatorships-TOTAL_FORMS": 1}
        ).status_code
        == 302
    )
    assert Coordinatorship.objects.get().municipality == municipality


def test_people_are_found_by_role_and_municipality(secretariat: Client) -> None:
    holding = SeatHoldingFactory(from_on=DAY)
    coordinator = PersonFactory()
    municipality = MunicipalityFactory()
    Coordinatorship.objects.create(municipality=municipality, person=coordinator, from_on=DAY)

    def found(**query: str) -> set[str]:
        response = secretariat.get(reverse("admin:partnership_person_changelist"), query)
        return {person.email for person in response.context["cl"].result_list}

    assert found(role="coordinator") == {coordinator.email}
    assert found(role="track") == {holding.person.email}
    assert found(role="steering_group") == set()
    assert len(found(role="staff")) == 1
    assert found(municipality=municipality.code) == {coordinator.email}
    assert found(municipality=holding.seat.municipality.code) == {holding.person.email}


# --- The outbox ------------------------------------------------------------------------------------------------------------


def test_what_has_not_left_stands_first(secretariat: Client) -> None:
    sent = letter(now=NOW + dt.timedelta(hours=1))
    Letter.objects.filter(pk=sent.pk).update(status="sent", sent_at=NOW)
    waiting = letter()
    response = secretariat.get(reverse("admin:partnership_letter_changelist"))
    assert list(response.context["cl"].result_list) == [waiting, sent]


def test_a_letter_is_shown_without_its_personal_link(secretariat: Client) -> None:
    person = PersonFactory()
    link = make_link(person, purpose=PersonalLink.Purpose.PARTICIPANT, expires_at=NOW + dt.timedelta(days=9), now=NOW)
    row = letter(text=LetterText("Hej <b>", f"Din <side>: {LINK_MARKER}", ""), person=person, link=link)
    shown = page(secretariat, "partnership_letter_change", row.pk)
    assert "Din &lt;side&gt;: [" in shown
    assert LINK_MARKER not in shown
    assert token_of(link) not in shown


def test_nobody_reads_another_persons_log_in_code(secretariat: Client) -> None:
    row = letter(text=LetterText("Kode", "Din kode er 123456", ""), kind="account", confidential=True)
    assert "123456" not in page(secretariat, "partnership_letter_change", row.pk)


def test_attachments_can_be_fetched_by_those_who_see_the_letter(secretariat: Client) -> None:
    row = letter(attachments=[Attachment("aktivitet.ics", "text/calendar", b"BEGIN:VCALENDAR")])
    file = row.attachments.get()
    url = reverse("admin:partnership_letter_attachment", args=[row.pk, file.pk])
    assert url in page(secretariat, "partnership_letter_change", row.pk)
    response = secretariat.get(url)
    assert (response.content, response["Content-Disposition"]) == (
        b"BEGIN:VCALENDAR",
        'attachment; filename="aktivitet.ics"',
    )
    other = letter()
    assert secretariat.get(reverse("admin:partnership_letter_attachment", args=[other.pk, file.pk])).status_code == 404


def test_failed_letters_are_sent_again_and_sent_ones_are_not(secretariat: Client, reader: Client) -> None:
    failed, sent = letter(), letter()
    Letter.objects.filter(pk=failed.pk).update(status="failed", last_error="550")
    Letter.objects.filter(pk=sent.pk).update(status="sent", sent_at=NOW)
    values = {"action": "send_again", "_selected_action": [failed.pk, sent.pk]}
    url = reverse("admin:partnership_letter_changelist")
    reader.post(url, values)
    assert Letter.objects.get(pk=failed.pk).status == "failed"
    assert secretariat.post(url, values).status_code == 302
    assert Letter.objects.get(pk=failed.pk).status == "queued"
    assert Letter.objects.get(pk=sent.pk).status == "sent"


@pytest.mark.parametrize("name", ["letter", "storeddocument", "pulse"])
def test_what_the_portal_wrote_is_only_read(name: str, secretariat: Client) -> None:
    row = MAKERS[f"partnership_{name}"]()
    assert secretariat.get(reverse(f"admin:partnership_{name}_add")).status_code == 403
    assert (
        secretariat.post(reverse(f"admin:partnership_{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    )
    assert secretariat.post(reverse(f"admin:partnership_{name}_change", args=[row.pk]), {}).status_code == 403


def test_a_stored_file_is_handed_out_as_it_was_stored(secretariat: Client) -> None:
    document = store_document("invoices/1.pdf", content=b"%PDF-1.7", media_type="application/pdf", now=NOW)
    url = reverse("admin:partnership_storeddocument_file", args=[document.pk])
    response = secretariat.get(url)
    assert b"".join(response.streaming_content) == b"%PDF-1.7"  # type: ignore[attr-defined]
    document.file.unlink()
    assert secretariat.get(url).status_code == 404


def test_groups_and_second_addresses_are_nobodys_work() -> None:
    labels = {model._meta.label for model in admin.site._registry}
    assert labels.isdisjoint({"auth.Group", "account.EmailAddress"})


def test_a_track_belongs_to_a_track_body(secretariat: Client) -> None:
    body = BodyFactory(kind="steering_group")
    response = secretariat.post(
        reverse("admin:tracks_track_add"), {"body": body.pk, "theme": "Didaktik", "launches_on": "2026-10-01"}
    )
    assert list(response.context["adminform"].form.errors) == ["body"]


def count_queries(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)
