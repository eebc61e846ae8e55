"""Several first log-ins through a municipality at once: a person is bound once, to the subject that came first."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from functools import partial

import pytest
from allauth.socialaccount.models import SocialAccount
from django.db import connection

from municipalities.models import Coordinatorship
from partnership.guards import GUARDS, install_guards, remove_guards
from partnership.models import IdentityProvider, Person
from partnership.services.sign_on import SignOnRefused, admit
from tests.faults.race import race
from tests.partnership.factories import IdentityProviderFactory, PersonFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]
TODAY = dt.date(2026, 11, 24)
ADDRESS = "ea@koege.example"


def a_coordinator() -> tuple[IdentityProvider, Person]:
    provider = IdentityProviderFactory(key="koege")
    person = PersonFactory(email=ADDRESS)
    Coordinatorship.objects.create(municipality=provider.municipality, person=person, from_on="2026-10-01")
    return provider, person


def test_of_several_subjects_with_one_address_at_once_one_comes_in() -> None:
    provider, person = a_coordinator()
    outcomes = race([partial(admit, provider, subject=f"{n}", address=ADDRESS, today=TODAY) for n in range(6)])
    assert sum(isinstance(outcome, SocialAccount) for outcome in outcomes) == 1, outcomes
    assert sum(isinstance(outcome, SignOnRefused) for outcome in outcomes) == 5, outcomes
    assert SocialAccount.objects.get().user == person


def test_one_person_in_several_tabs_at_once_comes_in_in_all() -> None:
    provider, _person = a_coordinator()
    outcomes = race([partial(admit, provider, subject="1", address=ADDRESS, today=TODAY)] * 6)
    assert all(isinstance(outcome, SocialAccount) for outcome in outcomes), outcomes
    assert SocialAccount.objects.count() == 1


def test_without_lock_and_guard_a_person_is_bound_to_several(without_the_guards_of_bindings: None) -> None:
    """The control: the same race breaks as soon as the guards are gone."""
    provider, person = a_coordinator()
    everybody_has_read = threading.Barrier(6, timeout=30)

    def naive(subject: str) -> None:
        found = SocialAccount.objects.filter(user=person, provider=provider.key).exists()
        everybody_has_read.wait()
        if not found:
            SocialAccount.objects.create(user=person, provider=provider.key, uid=subject)

    assert race([partial(naive, f"{n}") for n in range(6)]) == [None] * 6
    assert SocialAccount.objects.filter(user=person).count() == 6


@pytest.fixture
def without_the_guards_of_bindings(transactional_db: None) -> Iterator[None]:
    guards = [guard for guard in GUARDS if guard.table == "socialaccount_socialaccount"]
    remove_guards(connection, guards)
    yield
    SocialAccount.objects.all().delete()
    install_guards(connection, guards)
