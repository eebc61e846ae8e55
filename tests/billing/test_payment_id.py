"""Payment ids, against published examples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from billing.payment_id import fik_line, fik_payment_id


def test_the_first_id_of_2027() -> None:
    assert fik_payment_id(2027, 1) == "000002027000013"
    assert fik_line("000002027000013", "81234567") == "+71<000002027000013+81234567<"


def test_the_check_digit_agrees_with_a_published_example() -> None:
    assert luhn.calc_check_digit("00404040000066") == "9"


@given(st.integers(1000, 9999), st.integers(1, 99_999))
def test_every_id_has_15_digits_and_a_right_check_digit(year: int, counter: int) -> None:
    payment_id = fik_payment_id(year, counter)
    assert len(payment_id) == 15
    assert luhn.is_valid(payment_id)


@pytest.mark.parametrize(("year", "counter"), [(999, 1), (10_000, 1), (2027, 0), (2027, 100_000)])
def test_what_does_not_fit_is_refused(year, counter) -> None:
    with pytest.raises(ValueError, match=str(counter)):
        fik_payment_id(year, counter)
