"""Whom a change of an event concerns, and the letters about it: changed, cancelled, going ahead after all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from events.models import Event, Invitation, Registration
from events.services.letters import calendar_attachment, event_values
from events.services.links import link_expiry, opening_links
from partnership.letter_texts import LINK_MARKER, LetterText
from partnership.models import Letter, Person, PersonalLink
from partnership.services.letter_texts import written_text
from partnership.services.letters import Attachment, Draft, is_writable, write_letters

Status = Registration.Status
Method = Literal["PUBLISH", "REQUEST", "CANCEL"]


@dataclass(frozen=True)
class Concerned:
    """Somebody who has a place, waits for one, or is invited and has not answered."""

    person: Person
    invitation: Invitation | None
    registration: Registration | None

    @property
    def status(self) -> Status | None:
        """The answer; None for who is silent."""
        return Status(self.registration.status) if self.registration else None


@dataclass(frozen=True)
class Told:
    """To whom letters went, whose address cannot be written to, and the first letter."""

    people: tuple[Concerned, ...]
    unreachable: tuple[str, ...]
    sample: LetterText | None

    def count(self, status: Status | None) -> int:
        """Return how many of the people stand so."""
        return sum(1 for row in self.people if row.status == status)


def concerned_by(event: Event) -> list[Concerned]:
    """Return whom a change of the event concerns: all but those who declined or cancelled; two queries."""
    answers = (
        Registration.objects.filter(event=event, status__in=[Status.ATTENDING, Status.WAITING], person__is_active=True)
        .select_related("person", "invitation__link")
        .order_by("status", "person__name", "pk")
    )
    found = {row.person_id: Concerned(row.person, row.invitation, row) for row in answers}
    answered = Registration.objects.filter(event=event).values("person")
    silent = Invitation.objects.standing().filter(event=event, person__is_active=True).exclude(person__in=answered)
    for invitation in silent.select_related("person", "link").order_by("person__name", "pk"):
        found.setdefault(invitation.person_id, Concerned(invitation.person, invitation, None))
    return list(found.values())


def tell(
    kind: str,
    *,
    event: Event,
    people: Sequence[Concerned],
    values: Callable[[Concerned], dict[str, str]],
    method: Method,
    now: dt.datetime,
) -> Told:
    """Write each of the people a letter of the kind, once for each revision of the event; constant queries.

    Who has a place gets the calendar file with `method`, the others one that only informs. Called inside the transaction
    that has locked the event.
    """
    reached = [row for row in people if is_writable(row.person.email)]
    links = _links(event, reached, now=now)
    common = {language: event_values(event, language) for language in Person.Language.values}
    drafts = [
        Draft(
            key=notice_key(kind, event, row.person.pk),
            person=row.person,
            link=links[row.person.pk],
            values=common[row.person.language] | {"name": row.person.name} | values(row),
            attachments=(_calendar(event, row, method=method, now=now),),
        )
        for row in reached
    ]
    write_letters(kind, drafts, now=now, priority=Letter.Priority.BULK)
    unreachable = tuple(str(row.person) for row in people if not is_writable(row.person.email))
    return Told(tuple(reached), unreachable, _sample(kind, drafts))


def notice_key(kind: str, event: Event, person_pk: int | str) -> str:
    """Return the key that makes a person's letter about one revision of an event the only one."""
    return f"{kind}:{event.pk}:{event.sequence}:{person_pk}"


def _sample(kind: str, drafts: Sequence[Draft]) -> LetterText | None:
    if not drafts:
        return None
    letter = written_text(kind, language=drafts[0].person.language, values=drafts[0].values)
    return LetterText(letter.subject, letter.text.replace(LINK_MARKER, _("[personal link]")), letter.html)


def _calendar(event: Event, row: Concerned, *, method: Method, now: dt.datetime) -> Attachment:
    if row.status != Status.ATTENDING:
        return calendar_attachment(event, now=now)
    return calendar_attachment(event, person=row.person, registration=row.registration, method=method, now=now)


def _links(event: Event, people: Sequence[Concerned], *, now: dt.datetime) -> dict[int, PersonalLink]:
    """Return a link for each: that of the invitation, which opens as long as the moved event asks for, or a new one."""
    expires_at = link_expiry(event, now=now)
    invited = Invitation.objects.filter(event=event).values("link")
    PersonalLink.objects.valid_at(now).filter(pk__in=invited, expires_at__lt=expires_at).update(expires_at=expires_at)
    links = opening_links([(row.person, row.invitation) for row in people], event=event, now=now)
    return {row.person.pk: link for row, link in zip(people, links, strict=True)}
