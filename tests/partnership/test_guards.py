"""What the database itself refuses, on both engines."""

import datetime as dt

import pytest
from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, connection, transaction

from partnership.config.apps import ALL_GUARDS
from partnership.guards import install_guards, missing_guards, remove_guards
from partnership.models import Body, Seat, SeatHolding, StoredDocument
from partnership.services.documents import damage_of, store_document
from tests.partnership.factories import BodyFactory, PersonFactory, SeatFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 10, 1)
NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


def refused(name: str, write) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        write()


def test_every_guard_is_in_place_after_migrating() -> None:
    assert missing_guards(connection, ALL_GUARDS) == []


def test_a_missing_guard_is_noticed() -> None:
    guard = ALL_GUARDS[0]
    remove_guards(connection, [guard])
    assert missing_guards(connection, ALL_GUARDS) == [guard.name]
    install_guards(connection, ALL_GUARDS)
    assert missing_guards(connection, ALL_GUARDS) == []


def test_a_seat_above_the_maximum_is_refused() -> None:
    body = BodyFactory(seats_min=1, seats_max=2)
    seat = SeatFactory(body=body, number=2)
    refused(
        "seat_number_above_maximum", lambda: Seat.objects.create(body=body, municipality=seat.municipality, number=3)
    )
    refused("seat_number_moved_above_maximum", lambda: Seat.objects.filter(pk=seat.pk).update(number=3))


def test_a_maximum_below_the_seats_that_exist_is_refused() -> None:
    seat = SeatFactory(number=5)
    refused("body_maximum_below_seats", lambda: Body.objects.filter(pk=seat.body_id).update(seats_max=4))


@pytest.mark.parametrize(("from_day", "to_day"), [(0, 40), (-10, 1), (29, None), (5, 6), (-5, None)])
def test_holdings_of_one_seat_that_share_a_day_are_refused(from_day, to_day) -> None:
    seat = SeatFactory()
    SeatHolding.objects.create(seat=seat, person=PersonFactory(), from_on=DAY, to_on=DAY + dt.timedelta(days=30))
    end = None if to_day is None else DAY + dt.timedelta(days=to_day)
    refused(
        "seat_holding_overlaps",
        lambda: SeatHolding.objects.create(
            seat=seat, person=PersonFactory(), from_on=DAY + dt.timedelta(days=from_day), to_on=end
        ),
    )


def test_a_successor_may_begin_on_the_day_the_predecessor_ends() -> None:
    seat = SeatFactory()
    end = DAY + dt.timedelta(days=30)
    first = SeatHolding.objects.create(seat=seat, person=PersonFactory(), from_on=DAY, to_on=end)
    SeatHolding.objects.create(seat=seat, person=PersonFactory(), from_on=end)
    refused("seat_holding_moved_to_overlap", lambda: SeatHolding.objects.filter(pk=first.pk).update(to_on=None))


def test_a_stored_document_can_neither_change_nor_vanish() -> None:
    document = store_document("a/b.pdf", content=b"%PDF", media_type="application/pdf", now=NOW)
    refused("storeddocument_unchanged", lambda: StoredDocument.objects.filter(pk=document.pk).update(sha256="0" * 64))
    refused("storeddocument_kept", document.delete)


def test_damage_to_a_stored_file_is_found() -> None:
    document = store_document("a/b.pdf", content=b"%PDF", media_type="application/pdf", now=NOW)
    assert damage_of(document) == ""
    document.file.write_bytes(b"%PDG")
    assert damage_of(document) == "other content than was stored"
    document.file.write_bytes(b"%PDF-")
    assert damage_of(document) == "5 bytes instead of 4"
    document.file.unlink()
    assert damage_of(document) == "No such file or directory"


def test_a_person_is_bound_once_to_a_municipalitys_log_in() -> None:
    person, other = PersonFactory(), PersonFactory()
    SocialAccount.objects.create(user=person, provider="koege", uid="1")
    SocialAccount.objects.create(user=person, provider="greve", uid="1")
    moving = SocialAccount.objects.create(user=other, provider="koege", uid="2")
    refused("sign_on_bound_twice", lambda: SocialAccount.objects.create(user=person, provider="koege", uid="3"))
    refused(
        "sign_on_moved_to_be_bound_twice",
        lambda: SocialAccount.objects.filter(pk=moving.pk).update(user=person),
    )


@pytest.mark.parametrize("power", ["is_staff", "is_superuser"])
def test_the_secretariat_is_bound_to_no_municipalitys_log_in(power) -> None:
    person = PersonFactory(**{power: True})
    refused("sign_on_bound_to_secretariat", lambda: SocialAccount.objects.create(user=person, provider="k", uid="1"))
