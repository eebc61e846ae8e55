"""Keep a municipality's billing profiles: add, change by a new version, choose the default, end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.formats import Format
from billing.models import BillingProfile
from municipalities.models import Municipality
from partnership.models import Person
from partnership.text import day


class ProfileRefused(Exception):
    """A billing profile cannot be changed that way; the message says what to do."""


@dataclass(frozen=True)
class Stated:
    """What a municipality states about one way of receiving invoices."""

    unit: str
    gln: str
    person_reference: str
    street: str
    building_number: str
    postal_code: str
    city: str
    order_number: str = ""
    account_string: str = ""
    contact_name: str = ""
    contact_email: str = ""
    preferred_format: str = Format.PEPPOL_BIS3


@transaction.atomic
def add_profile(
    municipality: Municipality, *, stated: Stated, valid_from: dt.date, by: Person | None, now: dt.datetime
) -> BillingProfile:
    """Add a billing profile; the first one is the default. Raises ValidationError, ProfileRefused (a date gone by)."""
    _lock(municipality.pk)
    _refuse_before(timezone.localdate(now), valid_from)
    others = BillingProfile.objects.filter(municipality=municipality, is_default=True)
    is_default = not others.exclude(pk__in=others.over_on(timezone.localdate(now))).exists()
    return _write(municipality.pk, stated, valid_from, by, now, is_default=is_default)


@transaction.atomic
def change_profile(
    profile: BillingProfile, *, stated: Stated, valid_from: dt.date, by: Person | None, now: dt.datetime
) -> BillingProfile:
    """Return the version that holds from a day on; the one before ends there, and stays to be read.

    What is stated already changes nothing. Raises ValidationError, ProfileRefused (ended already, or a date gone by).
    """
    _lock(profile.municipality_id)
    stored = BillingProfile.objects.get(pk=profile.pk)
    if stored.valid_to is not None:
        raise ProfileRefused(_("This billing information has been replaced or ended. Change the newest version."))
    if stated == stated_by(stored):
        return stored
    _refuse_before(max(timezone.localdate(now), stored.valid_from), valid_from)
    BillingProfile.objects.filter(pk=stored.pk).update(valid_to=valid_from)
    return _write(stored.municipality_id, stated, valid_from, by, now, is_default=stored.is_default, supersedes=stored)


@transaction.atomic
def choose_default(profile: BillingProfile, *, now: dt.datetime) -> bool:
    """Make a profile the one that invoices use; False when it is already. Raises ProfileRefused (not in force today)."""
    _lock(profile.municipality_id)
    today = timezone.localdate(now)
    own = BillingProfile.objects.filter(municipality=profile.municipality_id)
    if not own.valid_on(today).filter(pk=profile.pk).exists():
        raise ProfileRefused(_("Only billing information that is in force today can be the default."))
    if own.filter(pk=profile.pk, is_default=True).exists():
        return False
    own.exclude(pk__in=own.over_on(today)).update(is_default=False)
    version: BillingProfile | None = own.get(pk=profile.pk)
    while version is not None:
        own.filter(pk=version.pk).update(is_default=True)
        version = own.filter(supersedes=version).first()
    return True


@transaction.atomic
def end_profile(profile: BillingProfile, *, now: dt.datetime) -> bool:
    """End a profile today, so that no invoice uses it; False when it has ended. Raises ProfileRefused (the default)."""
    _lock(profile.municipality_id)
    stored = BillingProfile.objects.get(pk=profile.pk)
    if stored.valid_to is not None:
        return False
    if stored.is_default:
        raise ProfileRefused(_("Choose another default first: the invoices use this one."))
    today = max(timezone.localdate(now), stored.valid_from)
    return bool(BillingProfile.objects.filter(pk=stored.pk).update(valid_to=today))


def profiles_by_municipality(municipalities: Iterable[int], *, on: dt.date) -> dict[int, BillingProfile]:
    """Return the default profile of each municipality that has one on the day."""
    rows = BillingProfile.objects.valid_on(on).filter(municipality__in=municipalities, is_default=True)
    return {row.municipality_id: row for row in rows.order_by("valid_from", "pk")}


def profile_of(municipality_id: int, *, on: dt.date) -> BillingProfile | None:
    """Return the municipality's default profile on the day, if it has one."""
    return profiles_by_municipality([municipality_id], on=on).get(municipality_id)


def stated_by(profile: BillingProfile) -> Stated:
    """Return what a profile's row states."""
    return Stated(**{name: getattr(profile, name) for name in Stated.__dataclass_fields__})


def _lock(municipality_id: int) -> None:
    """Keep others waiting who change profiles of the same municipality."""
    Municipality.objects.select_for_update().get(pk=municipality_id)


def _refuse_before(earliest: dt.date, valid_from: dt.date) -> None:
    if valid_from < earliest:
        raise ProfileRefused(_("Choose %(day)s or a later day.") % {"day": day(earliest)})


def _write(
    municipality_id: int, stated: Stated, valid_from: dt.date, by: Person | None, now: dt.datetime, **more: Any
) -> BillingProfile:
    profile = BillingProfile(
        municipality_id=municipality_id,
        valid_from=valid_from,
        changed_by=by,
        changed_at=now,
        **asdict(stated),
        **more,
    )
    profile.full_clean()
    profile.save()
    return profile
