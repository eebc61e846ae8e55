"""Medians and quartiles, and that nothing is shown of fewer than five, nor can be worked out."""

from __future__ import annotations

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnership.services.criteria import LEAST, criteria_figures, shown_groups, spread_of
from tests.partnership.assessing import TODAY, criterion_of, round_of, sent_in
from tests.partnership.factories import PartnershipFactory


@pytest.mark.parametrize(
    ("steps", "quartiles"),
    [
        ([1, 2, 3, 4, 5], (2, 3, 4)),
        ([1, 1, 2, 2, 3, 5], (1.25, 2, 2.75)),
        ([3, 3, 3, 3, 3], (3, 3, 3)),
        ([5, 1, 4, 2, 3, 3, 4, 5], (2.75, 3.5, 4.25)),
    ],
)
def test_median_and_quartiles_are_the_inclusive_ones(steps, quartiles) -> None:
    spread = spread_of(steps)
    assert (spread.lower, spread.median, spread.upper) == quartiles
    assert list(quartiles) == statistics.quantiles(steps, n=4, method="inclusive")
    assert spread.median == statistics.median(steps)


def test_four_are_not_compared_and_five_are() -> None:
    assert spread_of([1, 2, 3, 4]) is None
    assert spread_of([1, 2, 3, 4, 5]).answering == 5


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ({"A": 5, "B": 5}, {"A", "B"}),
        ({"A": 6, "B": 1}, set()),  # B would be all but A
        ({"A": 9, "B": 6, "C": 4}, {"A"}),  # C alone could be worked out, so B is left out too
        ({"A": 9, "B": 3, "C": 2}, {"A"}),
        ({"A": 4}, set()),
        ({}, set()),
    ],
)
def test_a_group_is_left_out_where_it_or_another_could_be_worked_out(sizes, shown) -> None:
    assert shown_groups(sizes) == shown


@given(st.dictionaries(st.sampled_from("ABCDE"), st.integers(min_value=1, max_value=12)))
def test_nothing_of_one_to_four_can_be_worked_out_from_the_total(sizes) -> None:
    shown = shown_groups(sizes)
    assert all(sizes[name] >= LEAST for name in shown)
    rest = sum(size for name, size in sizes.items() if name not in shown)
    assert rest == 0 or rest >= LEAST or not shown


@pytest.mark.django_db
def test_a_round_counts_once_it_is_over(django_assert_num_queries) -> None:
    partnership = PartnershipFactory()
    criterion = criterion_of(partnership)
    over, running = round_of(partnership, opens=-60, due=-30, kind="baseline"), round_of(partnership)
    agreements = sent_in(partnership, over, [1, 2, 3, 4, 5])
    sent_in(partnership, running, [5, 5, 5, 5])
    with django_assert_num_queries(5):
        figures = criteria_figures(partnership, on=TODAY)
    assert list(figures.rounds) == [over]
    assert figures.spread(over, criterion).median == 3
    assert figures.own(over, criterion, agreements[4].municipality_id) == 5
    both = criteria_figures(partnership, on=TODAY, with_open=True)
    assert both.spread(running, criterion) is None
