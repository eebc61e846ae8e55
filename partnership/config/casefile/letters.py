"""Letters that were sent, as papers; few in memory at a time."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone

from partnership.config.casefile.paper import Paper
from partnership.models import Letter
from partnership.models.letter import LetterQuerySet
from partnership.services.mail import archived
from partnership.text import COPENHAGEN

#: Read in one go, with what goes with them.
_AT_ONCE = 50
KINDS = {
    "municipality_invitation": "Invitation",
    "decision_reported": "Beslutning",
    "invitation": "Invitation",
    "invoice": "Faktura-mail",
    "credit_note": "Kreditnota-mail",
    "payment_reminder": "Rykker-mail",
    "reminder": "Påmindelse",
    "confirm_reminder": "Påmindelse om at bekræfte",
    "facts": "Praktisk-information",
    "event_changed": "Ændring",
    "event_cancelled": "Aflysning",
}


def letter_papers(letters: LetterQuerySet, *, about: str) -> Iterator[Paper]:
    """Yield the letters that went out, the oldest first; one whose text is erased by now is left out."""
    sent = letters.filter(status=Letter.Status.SENT, confidential=False).exclude(text="").order_by("sent_at", "pk")
    for letter in sent.prefetch_related("attachments").iterator(chunk_size=_AT_ONCE):
        yield _paper(letter, about)


def _paper(letter: Letter, about: str) -> Paper:
    sent_at = letter.sent_at or letter.created_at
    return Paper(
        day=timezone.localdate(sent_at, COPENHAGEN),
        kind=KINDS.get(letter.kind, "Mail"),
        title=letter.subject,
        about=about,
        document_id=f"M{letter.pk}",
        suffix="eml",
        read=lambda: (archived(letter, sent_at=sent_at),),
        sender=settings.DEFAULT_FROM_EMAIL,
        receiver=f"{letter.to_name} <{letter.to_email}>" if letter.to_name else letter.to_email,
    )
