"""What the tests of this room begin with."""

from collections.abc import Iterator

import pytest
from django.utils.translation import override

from billing.models import FeeYear
from tests.billing.factories import FeeYearFactory, SellerFactory


@pytest.fixture
def fee_year(db: None) -> FeeYear:
    """The first fee year of a partnership that nobody has joined yet; the seller settings are complete."""
    SellerFactory()
    return FeeYearFactory()


@pytest.fixture
def in_english() -> Iterator[None]:
    """Speak the language of the msgids, so that a test does not hang on a translation."""
    with override("en"):
        yield
