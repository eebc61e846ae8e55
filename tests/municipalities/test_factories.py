"""The numbers that the tests invent are as good as real ones."""

from stdnum.dk import cvr

from tests.municipalities.factories import nth_cvr


def test_invented_cvr_numbers_are_valid_and_each_another() -> None:
    numbers = [nth_cvr(n) for n in range(2000)]
    assert all(cvr.is_valid(number) for number in numbers)
    assert len(set(numbers)) == len(numbers)
