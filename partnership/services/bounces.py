"""What came back: recorded once, shown to those who can mend it, and the letter sent again."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from enum import Enum

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from municipalities.models import Coordinatorship, Municipality
from partnership.bounces import read_message, read_report, recipients_of
from partnership.doorbell import ring
from partnership.models import Agreement, Bounce, Letter, LetterAttachment, Person, SeatHolding
from partnership.models.letter import LetterQuerySet
from partnership.owed import Owed
from partnership.services.envelopes import letter_of
from partnership.services.letters import is_writable, message_id_of
from partnership.text import COPENHAGEN


class Outcome(Enum):
    """What became of a mail that came to the mailbox for returned mail."""

    RECORDED = "recorded"
    KNOWN = "known"
    NO_REPORT = "no report"
    FOREIGN = "foreign"


class NotSendable(Exception):
    """The letter cannot be sent again; the message says why."""


def record_bounce(content: bytes, *, now: dt.datetime) -> Outcome:
    """Record what a returned mail says about one of our letters; the same mail counts once.

    Nothing is recorded for a mail that was not sent to a letter's own envelope sender, whatever else it says, nor for what is
    no report of a failure: receipts, delays, absence notes.
    """
    message = read_message(content)
    letter = letter_of(recipients_of(message))
    if letter is None:
        return Outcome.FOREIGN
    report = read_report(message)
    if report is None:
        return Outcome.NO_REPORT
    _bounce, is_new = Bounce.objects.get_or_create(
        letter=letter,
        digest=hashlib.sha256(content).hexdigest(),
        defaults={
            "kind": Bounce.Kind.HARD if report.is_final else Bounce.Kind.SOFT,
            "status": report.status,
            "diagnostic": report.diagnostic,
            "received_at": now,
        },
    )
    return Outcome.RECORDED if is_new else Outcome.KNOWN


def returned_letters() -> LetterQuerySet:
    """Return the letters to people that did not arrive: refused at once, or come back for good; the newest first."""
    came_back = Q(pk__in=Bounce.objects.open().values("letter"))
    refused = Q(status=Letter.Status.FAILED)
    letters: LetterQuerySet = Letter.objects.filter(
        came_back | refused, person__isnull=False, confidential=False, erased_at=None
    )
    return letters.order_by("-created_at", "-pk")


def returned_letters_of(municipality: Municipality, *, on: dt.date) -> LetterQuerySet:
    """Return the letters to a municipality's people that did not arrive."""
    people = Person.objects.acting_for(municipality, on=on)
    return returned_letters().filter(person__in=people.values("pk"))


@transaction.atomic
def send_returned_again(letter: Letter, *, now: dt.datetime) -> Letter:
    """Send a letter that did not arrive to its person's present address; what came back is dealt with.

    One that was refused at once goes out as it is; of one that came back a copy does, for the outbox keeps what it sent. The
    attachments and the personal link are the same. Raises NotSendable.
    """
    stored = Letter.objects.select_for_update(of=("self",)).select_related("person").get(pk=letter.pk)
    person = stored.person
    if person is None or stored.confidential or stored.erased_at is not None:
        raise NotSendable(_("This letter cannot be sent again. Write a new one."))
    if not is_writable(person.email):
        raise NotSendable(_("“%(email)s” is no e-mail address. Correct it first.") % {"email": person.email})
    settled = Bounce.objects.open().filter(letter=stored).update(settled_at=now)
    if stored.status == Letter.Status.FAILED:
        stored.to_email, stored.to_name, stored.last_error = person.email, person.name, ""
        stored.status, stored.queued_at, stored.not_before = Letter.Status.QUEUED, now, now
        stored.attempt += 1
        stored.save()
        ring("letters")
        return stored
    if not settled:
        raise NotSendable(_("The letter has been sent again already, or did not come back."))
    return _copy(stored, person, now=now)


def _copy(letter: Letter, person: Person, *, now: dt.datetime) -> Letter:
    number = letter.bounces.filter(kind=Bounce.Kind.HARD).count()
    key = f"again:{letter.pk}:{number}"
    again = Letter.objects.create(
        key=key,
        kind=letter.kind,
        person=person,
        to_email=person.email,
        to_name=person.name,
        language=letter.language,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        link=letter.link,
        priority=Letter.Priority.PERSONAL,
        message_id=message_id_of(key),
        created_at=now,
        queued_at=now,
        not_before=now,
    )
    LetterAttachment.objects.bulk_create(
        LetterAttachment(letter=again, name=file.name, media_type=file.media_type, content=file.content)
        for file in letter.attachments.all()
    )
    ring("letters")
    return again


def set_aside(letters: Sequence[Letter], *, now: dt.datetime) -> int:
    """Leave what came back as it is, so that nobody is asked about it any more; returns how many reports."""
    return Bounce.objects.open().filter(letter__in=letters).update(settled_at=now)


def owed_addresses(agreements: Sequence[Agreement], *, now: dt.datetime) -> dict[int, list[Owed]]:
    """Return per agreement whose letters did not arrive; three queries, however many agreements."""
    today = now.astimezone(COPENHAGEN).date()
    names = dict(returned_letters().values_list("person", "person__name"))
    lasting = Q(to_on__isnull=True) | Q(to_on__gt=today)
    municipalities = {row.municipality_id for row in agreements}
    own = {
        *SeatHolding.objects.filter(lasting, person__in=names, seat__municipality__in=municipalities).values_list(
            "seat__municipality", "person"
        ),
        *Coordinatorship.objects.filter(lasting, person__in=names, municipality__in=municipalities).values_list(
            "municipality", "person"
        ),
    }
    found: dict[int, list[Owed]] = {}
    for agreement in agreements:
        people = sorted(str(names[person]) for place, person in own if place == agreement.municipality_id)
        text = ngettext(
            "Mails to %(n)d person do not arrive: the address may be wrong.",
            "Mails to %(n)d people do not arrive: the addresses may be wrong.",
            len(people),
        )
        url = reverse("returned_letters", args=[agreement.municipality.code])
        owed = Owed(text % {"n": len(people)}, url=url, action=_("Correct the addresses"), names=tuple(people))
        found[agreement.pk] = [owed] if people else []
    return found
