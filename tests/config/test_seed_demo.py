"""The demonstration: what it promises to those who look at it and to the programs that read its report."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models
from django.utils import timezone

from billing.models import Seller
from events.invariants import INVARIANTS as EVENTS
from events.models import Event, Invitation, Registration
from municipalities.models import Municipality
from municipalities.services.loading import load_municipalities
from partnership.config.demonstration.joining import SeedingRefused
from partnership.config.demonstration.people import Cast, cast_of
from partnership.config.demonstration.report import demonstration_report
from partnership.config.demonstration.seeding import seed_demonstration
from partnership.config.demonstration.words import CANARIES
from partnership.config.programme.loading import load_programme
from partnership.config.programme.reading import read_programme
from partnership.invariants import INVARIANTS as PARTNERSHIP
from partnership.models import Agreement, Body, Letter, Partnership, Person, Seat, SeatHolding
from partnership.services.links import find_link
from partnership.services.seats import gauge_seats
from tests.partnership.factories import PersonFactory

pytestmark = pytest.mark.django_db
START = dt.date(2026, 11, 1)
NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
TODAY = NOW.date()


def seed(municipalities: int = 4, **changes: Any) -> dict[str, Any]:
    partnership = seed_demonstration(**{"municipalities": municipalities, "start": START, "now": NOW, **changes})
    return demonstration_report(partnership)


def casts() -> dict[str, Cast]:
    load_municipalities()
    load_programme(read_programme(), start=START)
    bodies = list(Body.objects.all())
    municipalities = Municipality.objects.order_by("code")
    return {
        municipality.code: cast_of(municipality, bodies, school=CANARIES[index])
        for index, municipality in enumerate(municipalities)
    }


def test_the_report_has_what_operators_rely_on() -> None:
    report = seed()
    assert set(report) == {"partnership", "fee_year", "accounts", "municipalities", "events", "links"}
    assert report["fee_year"] == "demo/1"
    assert {account["role"] for account in report["accounts"]} == {
        "secretariat",
        "finance",
        "reader",
        "coordinator",
        "participant",
    }
    assert all(set(row) == {"role", "email", "name", "municipality", "municipality_code"} for row in report["accounts"])
    assert all(
        set(row) == {"code", "name", "coordinator", "coordinator_email", "canary", "seats", "registrations", "invoices"}
        for row in report["municipalities"]
    )
    assert all(set(row) == {"id", "key", "title", "body", "capacity", "starts_at"} for row in report["events"])
    assert all(
        set(row) == {"event", "event_id", "email", "municipality", "municipality_code", "url"}
        for row in report["links"]
    )
    assert len(report["municipalities"]) == 4
    assert len(report["events"]) == 21
    json.dumps(report)


def test_ids_in_the_report_are_those_of_the_municipality() -> None:
    for row in seed()["municipalities"]:
        municipality = Municipality.objects.get(code=row["code"])
        assert row["seats"] == list(
            Seat.objects.filter(municipality=municipality).order_by("pk").values_list("pk", flat=True)
        )
        assert len(row["seats"]) == 20
        registrations = Registration.objects.filter(municipality=municipality).order_by("pk")
        assert row["registrations"] == list(registrations.values_list("pk", flat=True))
        coordinator = Person.objects.get(email=row["coordinator"])
        assert list(Municipality.objects.coordinated_by(coordinator, on=TODAY)) == [municipality]


def test_every_link_opens_for_its_person() -> None:
    report = seed()
    assert len(report["links"]) == Invitation.objects.filter(organisation=None).count() > 0
    for row in report["links"]:
        link = find_link(row["url"].rstrip("/").rsplit("/", 1)[1], purpose="participant", now=NOW)  # type: ignore[arg-type]
        assert link is not None
        assert link.person.email == row["email"]
        assert link.invitation.event_id == row["event_id"]


def test_seeding_again_on_another_day_changes_nothing_and_says_the_same() -> None:
    first = seed()
    before = everything()
    again = seed(start=dt.date(2026, 12, 1), now=NOW + dt.timedelta(days=20))
    assert again == first
    assert everything() == before


def test_fewer_municipalities_than_there_are_take_nobody_away() -> None:
    first = seed(4)
    assert seed(2) == first


def test_more_municipalities_join_and_the_others_stay_as_they_are() -> None:
    few = seed(3)
    seats, holdings = set(Seat.objects.values_list()), set(SeatHolding.objects.values_list())
    answers = set(Registration.objects.filter(status="attending").values_list("pk", flat=True))
    many = seed(5)
    assert len(many["municipalities"]) == 5
    assert {row["code"] for row in few["municipalities"]} < {row["code"] for row in many["municipalities"]}
    assert seats < set(Seat.objects.values_list())
    assert holdings < set(SeatHolding.objects.values_list())
    assert answers <= set(Registration.objects.filter(status="attending").values_list("pk", flat=True))
    assert [row for row in many["links"] if row in few["links"]] == few["links"]
    assert seed(5) == many


def test_all_rules_hold_afterwards() -> None:
    seed()
    broken = [verdict for check in [*PARTNERSHIP, *EVENTS] if not (verdict := check()).ok]
    assert broken == []


def test_one_event_is_full_with_a_waiting_list() -> None:
    seed()
    event = Event.objects.get(key="development-1")
    assert event.capacity == event.places_taken
    assert Registration.objects.filter(event=event).waiting().exists()


def test_the_conference_has_delegates_of_the_development_group() -> None:
    seed()
    conference = Event.objects.get(key="steering-1")
    per_municipality = conference.delegates.values_list("municipality").annotate(count=models.Count("pk"))
    assert {count for _municipality, count in per_municipality} == {2}
    assert set(conference.delegates.values_list("person", flat=True)) <= set(
        conference.invitations.values_list("person", flat=True)
    )


def test_a_published_workshop_waits_for_its_invitations_with_fewer_places_than_people() -> None:
    seed()
    workshop = Event.objects.get(key="leadership-1")
    assert workshop.published_at is not None
    assert workshop.accepts_answers(NOW)
    assert not workshop.invitations.exists()
    people = SeatHolding.objects.held_on(TODAY).filter(seat__body=workshop.body_id).count()
    assert workshop.capacity is not None
    assert 0 < workshop.capacity < people


@pytest.mark.parametrize("day", [dt.date(2027, month, day) for month in range(1, 13) for day in (1, 28)])
def test_on_whatever_day_it_is_seeded_invitations_can_still_be_answered(day: dt.date) -> None:
    load_programme(read_programme(), start=day.replace(day=1))
    now = timezone.make_aware(dt.datetime.combine(day, dt.time(23)))
    for key in ("leadership-1", "staff-1", "development-1", "steering-1"):
        assert Event.objects.get(key=key).accepts_answers(now), key


def test_some_seats_are_vacant_and_some_municipalities_have_too_few_people() -> None:
    seed(32)
    gauges = gauge_seats(Partnership.objects.get(), on=TODAY)
    assert len(gauges) == 32 * 5
    assert 0 < sum(gauge.missing > 0 for gauge in gauges) < 20
    assert sum(gauge.filled for gauge in gauges) > 32 * 12


def test_the_other_municipalities_are_invited_or_on_the_way() -> None:
    seed()
    counts = Agreement.objects.values_list("status").annotate(count=models.Count("pk")).order_by("status")
    assert dict(counts) == {"active": 4, "confirmed": 3, "decided": 4, "invited": 81}


def test_the_accounts_may_do_what_their_role_says() -> None:
    seed()
    groups = {
        person.email: (person.is_staff, person.is_superuser, [group.name for group in person.groups.all()])
        for person in Person.objects.filter(is_staff=True)
    }
    assert groups == {
        "sekretariat@kl.example": (True, False, ["secretariat"]),
        "oekonomi@kl.example": (True, False, ["finance"]),
        "laeser@kl.example": (True, False, ["reader"]),
    }


def test_the_seller_is_complete_and_a_sellers_own_settings_are_kept() -> None:
    Seller.objects.create(name="Vores eget navn")
    seed()
    assert Seller.objects.get().name == "Vores eget navn"
    Seller.objects.all().delete()
    Partnership.objects.update(slug="en-anden")
    Person.objects.filter(email__endswith=".example").update(
        email=models.functions.Concat(models.Value("x"), models.F("email"))
    )
    seed()
    assert Seller.objects.get().missing() == []


def test_a_canary_occurs_in_the_data_of_its_municipality_alone() -> None:
    report = seed(6)
    for row in report["municipalities"]:
        found = [
            (model, pk)
            for model, pk, values in texts()
            if any(row["canary"].lower() in value.lower() for value in values)
        ]
        assert found
        assert {model for model, _pk in found} == {Person, Person.history.model}
        people = Person.objects.filter(pk__in=[pk for model, pk in found if model is Person])
        assert set(people.values_list("seat_holdings__seat__municipality__code", flat=True)) == {row["code"]}


def test_no_canary_is_part_of_another() -> None:
    assert len(set(CANARIES)) == len(CANARIES) == 98
    words = [word.lower() for word in CANARIES]
    assert [word for word in words if sum(word in other for other in words) > 1] == []


def test_people_are_fictional_and_the_same_whenever_they_are_made() -> None:
    first = casts()
    again = {
        code: cast_of(Municipality.objects.get(code=code), list(Body.objects.all()), school=CANARIES[index])
        for index, code in enumerate(sorted(first))
    }
    described = [[(p.name, p.email, p.title, p.workplace) for p in cast.everybody()] for cast in first.values()]
    assert described == [[(p.name, p.email, p.title, p.workplace) for p in c.everybody()] for c in again.values()]
    emails = [person.email for cast in first.values() for person in cast.everybody()]
    assert len(emails) == len(set(emails)) > 98 * 13
    assert all(email.isascii() and email.endswith(".example") for email in emails)


def test_each_of_the_98_has_a_canary_at_work() -> None:
    for school, cast in zip(CANARIES, casts().values(), strict=True):
        assert any(school in person.workplace for person in cast.everybody())
        assert 1 <= len(cast.coordinators) <= 2


def test_an_address_that_is_taken_refuses_everything() -> None:
    load_municipalities()
    seed(1)
    Partnership.objects.update(slug="en-anden")
    before = everything()
    with pytest.raises(SeedingRefused, match=r"@koebenhavn\.example"):
        seed(1)
    assert everything() == before


def test_the_command_prints_one_json_object_or_a_summary(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("seed_demo", "--municipalities", "2", "--start", "2026-11-01", "--json")
    report = json.loads(capsys.readouterr().out)
    call_command("seed_demo", "--municipalities", "2")
    summary = capsys.readouterr().out
    assert "sekretariat@kl.example" in summary
    assert report["municipalities"][0]["coordinator"] in summary
    assert Partnership.objects.get().starts_on == START


@pytest.mark.parametrize("number", ["0", "99", "-1", "mange"])
def test_the_command_refuses_numbers_of_municipalities_that_do_not_exist(number: str) -> None:
    with pytest.raises(CommandError, match="is not a whole number from 1 to 98"):
        call_command("seed_demo", f"--municipalities={number}")
    assert not Partnership.objects.exists()


def test_an_unrelated_person_is_left_alone() -> None:
    person = PersonFactory(name="Uvedkommende")
    seed(1)
    assert not Letter.objects.filter(person=person).exists()
    assert not person.groups.exists()


def everything() -> dict[str, list[Any]]:
    """Return all rows of our tables."""
    return {
        model._meta.label: sorted(model._default_manager.values_list(), key=repr)
        for model in apps.get_models()
        if model._meta.app_label in {"municipalities", "partnership", "tracks", "events", "billing"}
    }


def texts() -> list[tuple[type[models.Model], int, list[str]]]:
    """Return every row with its texts."""
    rows = []
    for model in apps.get_models():
        if model._meta.app_label not in {"municipalities", "partnership", "tracks", "events", "billing"}:
            continue
        names = [f.attname for f in model._meta.concrete_fields if isinstance(f, models.CharField | models.TextField)]
        for pk, *values in model._default_manager.values_list("pk", *names):
            rows.append((model, pk, [str(value) for value in values]))
    return rows


def test_a_body_with_networks_has_no_placeholders_for_their_visits() -> None:
    seed()
    visits = Event.objects.filter(kind=Event.Kind.NETWORK_VISIT, visit=None).order_by("key")
    assert list(visits.values_list("key", flat=True)) == [
        "communication-visits-1",
        "communication-visits-2",
        "staff-visits-1",
        "staff-visits-2",
    ]


def test_a_past_event_shows_what_was_shared() -> None:
    seed()
    event = Event.objects.get(key="preparation-1")
    assert event.ends_at < NOW
    assert (
        event.host.sort_key == min(Municipality.objects.filter(agreements__status="active").values_list("sort_key"))[0]
    )
    assert {row.audience for row in event.materials.all()} == {"public", "registered"}
    assert [row.number for row in event.decisions.all()] == [1, 2]
    assert event.minutes.published_at is not None
