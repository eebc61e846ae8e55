"""The weekly mail to coordinators: one instead of many reminders, and none when nothing is owed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from municipalities.models import Coordinatorship
from partnership.config.coordinator.overview import what_is_owed
from partnership.models import Agreement, Digest, Letter, Person, Unsubscription
from partnership.owed import Owed
from partnership.services.letters import is_writable, write_letter
from partnership.services.subscriptions import DIGEST
from partnership.text import COPENHAGEN, day, join_names, week
from partnership.workdays import is_mailing_day

TUESDAY = 2
NOT_BEFORE = dt.time(8)


@dataclass(frozen=True)
class Recipient:
    """A coordinator whose week has not been looked at, with the agreement of the municipality."""

    person: Person
    agreement: Agreement


def is_digest_time(now: dt.datetime) -> bool:
    """Tell whether digests may go out: from Tuesday on, on a mailing day, after 8 o'clock in Copenhagen."""
    local = now.astimezone(COPENHAGEN)
    return local.isoweekday() >= TUESDAY and local.time() >= NOT_BEFORE and is_mailing_day(local.date())


def send_digests(*, now: dt.datetime) -> int:
    """Look at the week of each coordinator who wants the digest, and write a letter where something is owed.

    Returns how many letters are new. Each coordinator and municipality is looked at once in an ISO week, on the first mailing day
    from Tuesday on; a later call that week finds only who has become a coordinator since. Outside these days nothing happens.
    """
    if not is_digest_time(now):
        return 0
    by_language: dict[str, list[Recipient]] = defaultdict(list)
    for recipient in due_recipients(now=now):
        by_language[recipient.person.language].append(recipient)
    written = 0
    for language, recipients in by_language.items():
        agreements = {recipient.agreement.pk: recipient.agreement for recipient in recipients}
        with override(language):
            owed = what_is_owed(list(agreements.values()), now=now)
            written += sum(_send(recipient, owed[recipient.agreement.pk], now=now) for recipient in recipients)
    return written


def due_recipients(*, now: dt.datetime) -> list[Recipient]:
    """Return whose week has not been looked at: who coordinates today for a municipality that takes part; two queries.

    Of a municipality's agreements the newest counts, as on its home.
    """
    today = timezone.localdate(now)
    year, week_number, _weekday = today.isocalendar()
    done = Digest.objects.filter(
        person=OuterRef("person"), municipality=OuterRef("municipality"), year=year, week=week_number
    )
    coordinators = (
        Coordinatorship.objects.open_on(today)
        .filter(~Exists(done), ~Exists(Unsubscription.objects.of(DIGEST)), person__is_active=True)
        .select_related("person")
        .order_by("municipality__sort_key", "pk")
    )
    agreements = {
        agreement.municipality_id: agreement
        for agreement in Agreement.objects.active()
        .select_related("municipality", "partnership")
        .order_by("partnership__starts_on")
    }
    # Two open rows of one person for one municipality can overlap by a day: one letter all the same.
    unique = {(row.person_id, row.municipality_id): row for row in coordinators if row.municipality_id in agreements}
    return [
        Recipient(row.person, agreements[row.municipality_id])
        for row in unique.values()
        if is_writable(row.person.email)
    ]


def digest_values(recipient: Recipient, owed: Sequence[Owed], *, on: dt.date) -> dict[str, str]:
    """Return what the letter says, in the active language."""
    return {
        "name": recipient.person.name,
        "municipality": recipient.agreement.municipality.official_name,
        "partnership": recipient.agreement.partnership.name,
        "week": week(on),
        "owed": "\n\n".join(_paragraph(one, on) for one in owed),
        "home": settings.SITE_URL + reverse("municipality_home", args=[recipient.agreement.municipality.code]),
    }


@transaction.atomic
def _send(recipient: Recipient, owed: Sequence[Owed], *, now: dt.datetime) -> bool:
    """Mark the week as looked at, and write the letter if something is owed; False when somebody else was first."""
    person, municipality = recipient.person, recipient.agreement.municipality
    today = timezone.localdate(now)
    year, week_number, _weekday = today.isocalendar()
    digest, is_first = Digest.objects.get_or_create(
        person=person, municipality=municipality, year=year, week=week_number, defaults={"created_at": now}
    )
    if not is_first or not owed:
        return False
    digest.letter, _new = write_letter(
        "weekly_digest",
        key=f"weekly_digest:{person.pk}:{municipality.code}:{year}-W{week_number:02d}",
        person=person,
        values=digest_values(recipient, owed, on=today),
        now=now,
        priority=Letter.Priority.BULK,
    )
    digest.save(update_fields=["letter"])
    return True


def _paragraph(owed: Owed, on: dt.date) -> str:
    lines = [owed.text]
    if owed.deadline is not None:
        sentence = _("The deadline was %(day)s.") if owed.is_late(on) else _("No later than %(day)s.")
        lines[0] += " " + sentence % {"day": day(owed.deadline)}
    if owed.names:
        lines.append(_("Who: %(names)s") % {"names": join_names(owed.names)})
    return "\n".join([*lines, f"{owed.action}: {settings.SITE_URL}{owed.url}"])
