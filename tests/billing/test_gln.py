"""EAN numbers: what is refused, and that the refusal says what to do."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean

from billing.gln import bare_gln, gln_fault, validate_gln


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("5799990007568", ""),
        ("579999000756812", "An EAN number has 13 digits; this one has 15."),
        ("", "An EAN number has 13 digits; this one has 0."),
        ("5701234567899", "The EAN number of a Danish authority begins with 579; this one begins with 570."),
        ("5799990007567", "The last digit of the EAN number does not fit the others: check the digits one by one."),
        ("57999900O7567", "An EAN number has digits only."),
        ("٥٧٩٩٩٩٠٠٠٧٥٦٧", "An EAN number has digits only."),
    ],
)
def test_each_fault_of_an_ean_number_is_named(in_english, value, sentence) -> None:
    assert gln_fault(value) == sentence


def test_a_wrong_number_is_refused_as_a_validator_refuses() -> None:
    with pytest.raises(ValidationError):
        validate_gln("1234")
    validate_gln("5799990007568")


@pytest.mark.parametrize("written", ["5799990007568", " 5799 9900 07568 ", "57-99990007568", "579.999.000.756.8"])
def test_what_people_write_between_the_digits_is_taken_off(written) -> None:
    assert bare_gln(written) == "5799990007568"


@given(st.from_regex(r"\A579[0-9]{9}\Z"), st.integers(0, 9))
def test_of_ten_last_digits_one_is_right(digits: str, last: int) -> None:
    assert (gln_fault(f"{digits}{last}") == "") == (str(last) == ean.calc_check_digit(digits))
