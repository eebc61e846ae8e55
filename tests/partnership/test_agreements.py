"""An agreement goes step by step, and its seats follow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial

import pytest
from django.utils.translation import override

from partnership.machine import WrongStatus
from partnership.models import Agreement, Seat, SeatHolding
from partnership.services.agreements import (
    DateOutOfOrder,
    activate_agreement,
    confirm_agreement,
    decide_agreement,
    end_agreement,
    withdraw_agreement,
)
from partnership.services.seats import nominate
from tests.partnership.factories import AgreementFactory, BodyFactory, PersonFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 2)
LATER = dt.date(2027, 3, 1)
STEPS: dict[str, Callable[[Agreement], object]] = {
    "decided": partial(decide_agreement, on=DAY),
    "confirmed": partial(confirm_agreement, on=DAY),
    "active": partial(activate_agreement, on=DAY),
    "withdrawn": partial(withdraw_agreement, on=DAY),
    "ended": partial(end_agreement, on=dt.date(2028, 10, 1)),
}
ALLOWED = {
    "invited": {"decided", "withdrawn"},
    "decided": {"confirmed", "withdrawn"},
    "confirmed": {"active", "withdrawn"},
    "active": {"withdrawn", "ended"},
    "withdrawn": set(),
    "ended": set(),
}


@pytest.mark.parametrize("status", Agreement.Status.values)
@pytest.mark.parametrize("to", STEPS)
def test_every_step_from_every_status(status: str, to: str) -> None:
    agreement = AgreementFactory(status=status, withdrawn_from=DAY)
    if to == status or to in ALLOWED[status]:
        STEPS[to](agreement)
        assert Agreement.objects.get().status == to
    else:
        with pytest.raises(WrongStatus):
            STEPS[to](agreement)
        assert Agreement.objects.get().status == status


def test_from_the_councils_decision_to_taking_part_with_all_seats() -> None:
    body = BodyFactory(seats_max=5)
    agreement = Agreement.objects.create(
        partnership=body.partnership,
        municipality=AgreementFactory().municipality,
        invited_on=dt.date(2026, 6, 1),
    )
    assert decide_agreement(agreement, on=dt.date(2026, 8, 27), case_no="26/1234") is True
    assert confirm_agreement(agreement, on=dt.date(2026, 9, 10)) is True
    assert activate_agreement(agreement, on=dt.date(2026, 10, 1)) is True
    stored = Agreement.objects.get(pk=agreement.pk)
    assert (stored.status, stored.municipality_case_no) == ("active", "26/1234")
    assert (stored.decided_on, stored.confirmed_on) == (dt.date(2026, 8, 27), dt.date(2026, 9, 10))
    assert stored.active_from == dt.date(2026, 10, 1)
    assert Seat.objects.filter(municipality=agreement.municipality).count() == 5


def test_activating_twice_is_harmless() -> None:
    body = BodyFactory()
    agreement = AgreementFactory(partnership=body.partnership, status="confirmed", active_from=None)
    assert [activate_agreement(agreement, on=DAY), activate_agreement(agreement, on=LATER)] == [True, False]
    assert Agreement.objects.get().active_from == DAY
    assert Seat.objects.count() == 5


def test_a_step_is_not_dated_before_the_one_it_follows() -> None:
    agreement = AgreementFactory(status="decided", decided_on=DAY, confirmed_on=None, active_from=None)
    with override("en"), pytest.raises(DateOutOfOrder) as refused:
        confirm_agreement(agreement, on=DAY - dt.timedelta(days=1))
    assert str(refused.value) == "The step before is dated 2 November 2026. Choose that day or a later one."
    assert Agreement.objects.get().status == "decided"


def test_a_municipality_that_leaves_keeps_its_past_and_gives_up_its_seats() -> None:
    body = BodyFactory()
    agreement = AgreementFactory(partnership=body.partnership, status="confirmed", active_from=None)
    activate_agreement(agreement, on=DAY)
    stays_past = nominate(agreement.municipality, body=body, person=PersonFactory(), from_on=DAY)
    nominate(agreement.municipality, body=body, person=PersonFactory(), from_on=LATER + dt.timedelta(days=9))
    assert withdraw_agreement(agreement, on=LATER) == 2
    assert list(SeatHolding.objects.values_list("pk", "from_on", "to_on")) == [(stays_past.pk, DAY, LATER)]
    assert withdraw_agreement(agreement, on=LATER) == 0


def test_a_withdrawal_leaves_other_municipalities_alone() -> None:
    body = BodyFactory()
    leaver, other = AgreementFactory.create_batch(2, partnership=body.partnership, status="confirmed", active_from=None)
    for agreement in (leaver, other):
        activate_agreement(agreement, on=DAY)
        nominate(agreement.municipality, body=body, person=PersonFactory(), from_on=DAY)
    withdraw_agreement(leaver, on=LATER)
    assert SeatHolding.objects.open().get().seat.municipality == other.municipality
