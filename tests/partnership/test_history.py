"""Who changed what and when is recorded whoever writes, read in words, and never rewritten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from municipalities.history import FieldChange, changes_in, changes_of
from municipalities.models import Coordinatorship
from partnership.models import Agreement, Person, SeatHolding
from partnership.roles import Role
from partnership.services.agreements import activate_agreement, decide_agreement, withdraw_agreement
from partnership.services.seats import nominate
from tests.partnership.factories import AgreementFactory, BodyFactory, PersonFactory, SeatHoldingFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 2)


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def staff_client() -> tuple[Client, Person]:
    person = PersonFactory(is_staff=True, name="Sanne Østerlund")
    person.groups.add(Group.objects.get(name=Role.SECRETARIAT))
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client, person


def test_a_step_of_an_agreement_reads_as_what_changed() -> None:
    agreement = AgreementFactory(status="invited", decided_on=None, confirmed_on=None, active_from=None)
    decide_agreement(agreement, on=DAY, case_no="26/1234")
    newest, oldest = changes_of(agreement)
    assert newest.fields == (
        FieldChange("status", "invited", "decided by the municipal council"),
        FieldChange("decided by the municipal council on", "–", "2 November 2026"),
        FieldChange("the municipality's case number", "–", "26/1234"),
    )
    assert (newest.by, oldest.is_new) == ("the portal", True)


def test_the_person_at_the_page_is_named() -> None:
    client, person = staff_client()
    agreement = AgreementFactory(status="invited", decided_on=None, confirmed_on=None, active_from=None)
    url = f"{reverse('admin:partnership_agreement_step', args=['decide'])}?row={agreement.pk}"
    client.post(url, {"on": "2026-11-02", "case_no": ""})
    assert changes_of(agreement)[0].by == person.name


def test_an_erased_person_is_named_no_more_and_the_record_stays() -> None:
    client, person = staff_client()
    agreement = AgreementFactory(status="invited", decided_on=None, confirmed_on=None, active_from=None)
    url = f"{reverse('admin:partnership_agreement_step', args=['decide'])}?row={agreement.pk}"
    client.post(url, {"on": "2026-11-02", "case_no": ""})
    person.delete()
    assert changes_of(agreement)[0].by == "somebody who has been erased"


def test_what_is_ended_in_bulk_is_recorded_too() -> None:
    body = BodyFactory()
    agreement = AgreementFactory(partnership=body.partnership, status="confirmed", active_from=None)
    activate_agreement(agreement, on=DAY)
    began = nominate(agreement.municipality, body=body, person=PersonFactory(), from_on=DAY)
    later = nominate(agreement.municipality, body=body, person=PersonFactory(), from_on=DAY + dt.timedelta(days=99))
    withdraw_agreement(agreement, on=DAY + dt.timedelta(days=30))
    kinds = SeatHolding.history.order_by("history_id").values_list("id", "history_type", "to_on")
    assert [row for row in kinds if row[1] != "+"] == [
        (later.pk, "-", None),
        (began.pk, "~", DAY + dt.timedelta(days=30)),
    ]


def test_logging_in_leaves_no_record() -> None:
    person = PersonFactory()
    user_logged_in.send(sender=Person, user=person, request=None)
    assert [change.kind for change in changes_of(person)] == ["+"]


def test_saving_without_a_change_is_not_told() -> None:
    person = PersonFactory()
    person.save()
    assert len(changes_of(person)) == 1


def test_records_hold_no_password() -> None:
    assert "password" not in {field.name for field in Person.history.model._meta.fields}


@pytest.mark.parametrize(
    ("make", "table"),
    [
        (AgreementFactory, "partnership_historicalagreement"),
        (SeatHoldingFactory, "partnership_historicalseatholding"),
        (PersonFactory, "partnership_historicalperson"),
        (
            lambda: Coordinatorship.objects.create(
                municipality=AgreementFactory().municipality, person=PersonFactory(), from_on=DAY
            ),
            "municipalities_historicalcoordinatorship",
        ),
    ],
)
def test_the_database_lets_nobody_rewrite_or_drop_a_record(make: Callable[[], Any], table: str) -> None:
    history = type(make()).history.all()
    with pytest.raises(IntegrityError, match=f"{table}_unchanged"), transaction.atomic():
        history.update(history_user_id=1)
    with pytest.raises(IntegrityError, match=f"{table}_kept"), transaction.atomic():
        history.delete()
    assert history.count() >= 1


def test_the_records_of_a_person_can_be_erased_with_the_person_and_not_before() -> None:
    person = PersonFactory()
    records = Person.history.filter(id=person.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        records.delete()
    person.delete()
    records.delete()
    assert not records.exists()


def test_reading_many_changes_costs_no_more_than_reading_one() -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            changes_in(SeatHolding.history.all())
        return len(queries)

    SeatHoldingFactory()
    one = cost()
    SeatHoldingFactory.create_batch(2)
    assert cost() == one


def test_the_secretariat_reads_the_history_of_each_kind_of_row() -> None:
    client, _person = staff_client()
    holding = SeatHoldingFactory(person__name="Åse Ærøskøbing")
    coordinatorship = Coordinatorship.objects.create(
        municipality=holding.seat.municipality, person=holding.person, from_on=DAY
    )
    client.cookies["language"] = "en"
    for name, row in [
        ("partnership_seat", holding.seat),
        ("partnership_person", holding.person),
        ("partnership_agreement", AgreementFactory()),
        ("municipalities_municipality", holding.seat.municipality),
        ("municipalities_coordinatorship", coordinatorship),
    ]:
        content = client.get(reverse(f"admin:{name}_history", args=[row.pk])).content.decode()
        assert "What was changed" in content
        assert "Created." in content


def test_what_is_gone_is_still_told_on_the_seats_page() -> None:
    client, _person = staff_client()
    holding = SeatHoldingFactory()
    seat = holding.seat
    holding.delete()
    client.cookies["language"] = "en"
    assert "Deleted." in client.get(reverse("admin:partnership_seat_history", args=[seat.pk])).content.decode()


def test_a_deleted_invitation_leaves_its_record() -> None:
    agreement = AgreementFactory(status="invited")
    pk = agreement.pk
    agreement.delete()
    assert list(Agreement.history.filter(id=pk).order_by("history_id").values_list("history_type", flat=True)) == [
        "+",
        "-",
    ]
