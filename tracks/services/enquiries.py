"""Questions to an author, and "we use it" from outside: both count only when the address is confirmed (double opt-in).

No address is shown to the other: questions and answers go through the outbox. Nothing that a stranger wrote is sent to an
address that is not confirmed, so that nobody can write to others through the portal.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from municipalities.models import Municipality
from partnership.models import Bounce, Letter, Person
from partnership.services.letter_texts import written_text
from partnership.services.letters import store_letter, write_letter
from tracks.models import Enquiry, Practice
from tracks.services.practice_links import author_link, practice_url
from tracks.services.practices import PracticeError, state_use

#: How long a confirmation works.
CONFIRM_WITHIN = dt.timedelta(days=3)
#: How many enquiries an address, a practice and the whole portal take in a day; more are dropped without a word.
PER_ADDRESS, PER_PRACTICE, PER_DAY = 3, 20, 300
_signer = TimestampSigner(salt="tracks.enquiry")
#: Every letter that an enquiry causes, by the first part of its key.
LETTERS = ("practice_question_confirm", "practice_use_confirm", "practice_question", "practice_answer")


class AlreadyAnswered(PracticeError):
    """Somebody else answered the question."""


@transaction.atomic
def enquire(
    practice: Practice,
    *,
    kind: Enquiry.Kind,
    name: str,
    email: str,
    now: dt.datetime,
    municipality: Municipality | None = None,
    text: str = "",
) -> Enquiry | None:
    """Keep what somebody asks and write to the address for its confirmation; None when too much came lately.

    The caller must not let the asker see which.
    """
    Practice.objects.select_for_update(no_key=True).get(pk=practice.pk)
    lately = Enquiry.objects.filter(asked_at__gt=now - dt.timedelta(days=1))
    if (
        lately.filter(email__iexact=email).count() >= PER_ADDRESS
        or lately.filter(practice=practice).count() >= PER_PRACTICE
        or lately.count() >= PER_DAY
    ):
        return None
    enquiry = Enquiry.objects.create(
        practice=practice, kind=kind, name=name, email=email, municipality=municipality, text=text, asked_at=now
    )
    url = settings.SITE_URL + reverse("practices:confirm", args=[confirm_token(enquiry)])
    _write(f"practice_{kind}_confirm", enquiry, values={"title": practice.title, "confirm": url}, now=now, secret=True)
    return enquiry


def confirm_token(enquiry: Enquiry) -> str:
    """Return what proves that somebody reads the mail of the enquiry's address."""
    return _signer.sign(str(enquiry.pk))


def find_enquiry(token: str) -> Enquiry | None:
    """Return the enquiry of a token; None for one that is not ours, too old, or about what is gone."""
    try:
        pk = _signer.unsign(token, max_age=CONFIRM_WITHIN)
    except BadSignature:
        return None
    rows = Enquiry.objects.filter(practice__status=Practice.Status.RELEASED)
    return rows.select_related("practice__author", "practice__partnership", "municipality").filter(pk=int(pk)).first()


@transaction.atomic
def confirm_enquiry(enquiry: Enquiry, *, now: dt.datetime) -> bool:
    """Relay the question to the author, or count the use; False when that is done. Raises OwnPractice."""
    rows = Enquiry.objects.select_for_update(of=("self",)).select_related("practice__author", "practice__partnership")
    stored = rows.get(pk=enquiry.pk)
    if stored.confirmed_at is not None:
        return False
    stored.confirmed_at = now
    if stored.kind == Enquiry.Kind.USE:
        assert stored.municipality is not None  # noqa: S101 -- a constraint
        state_use(stored.practice, municipality=stored.municipality, by=None, now=now)
        stored.save(update_fields=["confirmed_at"])
        return True
    practice = stored.practice
    stored.link = author_link(practice, now=now)
    stored.save(update_fields=["confirmed_at", "link"])
    values = {
        "name": practice.author.name,
        "title": practice.title,
        "asker": asker_of(stored),
        "question": quoted(stored.text),
    }
    key = f"practice_question:{stored.pk}"
    write_letter("practice_question", key=key, person=practice.author, values=values, link=stored.link, now=now)
    return True


@transaction.atomic
def answer_question(enquiry: Enquiry, *, answer: str, by: Person, show_address: bool, now: dt.datetime) -> None:
    """Send the answer to who asked; the address of who answers goes along only with consent. Raises AlreadyAnswered."""
    stored = Enquiry.objects.select_for_update(of=("self",)).select_related("practice").get(pk=enquiry.pk)
    if stored.answered_at is not None:
        raise AlreadyAnswered(_("The question is answered already."))
    stored.answer, stored.answered_at = answer, now
    stored.save(update_fields=["answer", "answered_at"])
    contact = by.email if show_address else practice_url(stored.practice)
    values = {
        "title": stored.practice.title,
        "by": by.name,
        "question": quoted(stored.text),
        "answer": quoted(answer),
        "contact": contact,
    }
    _write("practice_answer", stored, values=values, now=now)


@transaction.atomic
def purge_enquiries(*, now: dt.datetime, dry_run: bool = False) -> int:
    """Delete enquiries that are kept no longer, with the letters about them; returns how many. What is used stays counted."""
    outdated = Enquiry.objects.outdated(now)
    pks = list(outdated.values_list("pk", flat=True))
    if not dry_run:
        letters = Letter.objects.filter(key__in=[f"{kind}:{pk}" for kind in LETTERS for pk in pks])
        Bounce.objects.filter(letter__in=letters).delete()
        letters.delete()
        outdated.filter(pk__in=pks).delete()
    return len(pks)


def asker_of(enquiry: Enquiry) -> str:
    """Return who asks, with the municipality where it was stated."""
    return f"{enquiry.name}, {enquiry.municipality.official_name}" if enquiry.municipality else enquiry.name


def quoted(text: str) -> str:
    """Return text as mail programs quote it: no line of it can become a button or a link of ours."""
    return "\n".join(f"> {line}".rstrip() for line in text.strip().splitlines())


def _write(kind: str, enquiry: Enquiry, *, values: dict[str, str], now: dt.datetime, secret: bool = False) -> None:
    text = written_text(kind, language=get_language() or settings.LANGUAGE_CODE, values=values)
    key = f"{kind}:{enquiry.pk}"
    store_letter(text, kind=kind, key=key, to_email=enquiry.email, now=now, confidential=secret)
