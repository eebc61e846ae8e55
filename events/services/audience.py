"""Who is asked to an event: a list of sources, each a function."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from events.models import AudienceSource, Delegate, Event, GuestContact, GuestOrganisation
from municipalities.models import Municipality
from partnership.models import Agreement, Person, Seat, SeatHolding
from tracks.models import NetworkMember


@dataclass(frozen=True)
class Guest:
    """A person who is asked: for a municipality as holder of a seat or as a delegate, for an organisation, or as oneself."""

    person: Person
    municipality: Municipality | None = None
    is_delegate: bool = False
    seat: Seat | None = None
    organisation: GuestOrganisation | None = None


@dataclass(frozen=True)
class Question:
    """Whom a source is asked for: the event, today, and what the secretariat chose besides."""

    event: Event
    on: dt.date
    chosen: Sequence[AudienceSource]
    #: The municipalities of the chosen networks.
    of_networks: frozenset[int] = frozenset()

    @property
    def day(self) -> dt.date:
        """The day whose holders count: the event's, once it is over the day asked about."""
        return max(self.on, self.event.day)

    @property
    def municipalities(self) -> set[int]:
        """The chosen municipalities; none means all."""
        return {row.municipality_id for row in self.chosen if row.municipality_id is not None} | self.of_networks


Source = Callable[[Question], Iterator[Guest]]


def holders(question: Question) -> Iterator[Guest]:
    """Yield who holds a seat of the event's body on its day, for a municipality with an active agreement."""
    event = question.event
    if not event.invites_seats:
        return
    holdings = SeatHolding.objects.held_on(question.day).filter(
        seat__body=event.body_id, seat__municipality__in=_active(event), person__is_active=True
    )
    if question.municipalities:
        holdings = holdings.filter(seat__municipality__in=question.municipalities)
    holdings = holdings.select_related("person", "seat__municipality")
    for holding in holdings.order_by("seat__municipality__sort_key", "seat__number"):
        yield Guest(holding.person, holding.seat.municipality, seat=holding.seat)


def delegates(question: Question) -> Iterator[Guest]:
    """Yield the members of another body whom the municipalities have named."""
    event = question.event
    if not event.delegate_body_id:
        return
    named = Delegate.objects.filter(event=event, municipality__in=_active(event), person__is_active=True)
    if question.municipalities:
        named = named.filter(municipality__in=question.municipalities)
    for row in named.select_related("person", "municipality").order_by("municipality__sort_key", "number"):
        yield Guest(row.person, row.municipality, is_delegate=True)


def organisations(question: Question) -> Iterator[Guest]:
    """Yield the contact people of the chosen organisations."""
    chosen = [row.organisation_id for row in question.chosen if row.organisation_id is not None]
    if not chosen:
        return
    contacts = GuestContact.objects.filter(organisation__in=chosen, is_invited=True, person__is_active=True)
    for contact in contacts.select_related("person", "organisation").order_by("organisation__name", "person__name"):
        yield Guest(contact.person, organisation=contact.organisation)


def people(question: Question) -> Iterator[Guest]:
    """Yield the single people that were chosen."""
    for row in question.chosen:
        if row.person is not None and row.person.is_active:
            yield Guest(row.person)


#: Sources that follow seats and the municipalities' own choices: newcomers among them are invited without anyone pressing.
FOLLOWED: tuple[Source, ...] = (holders, delegates)
#: All sources, the first that names a person counts. A new kind of audience is one function more, and a column of AudienceSource.
SOURCES: tuple[Source, ...] = (*FOLLOWED, organisations, people)


def audience_of(event: Event, *, on: dt.date, sources: Sequence[Source] = SOURCES) -> list[Guest]:
    """Return whom the event is for: who holds a seat of its body on the event's own day, the named delegates, chosen guests.

    `on` is today; it counts only once the event's day is over. So a successor who is planned to hold a seat when the event
    takes place is asked, and who will have left by then is not. A nomination that awaits approval is no holding.

    Of municipalities only those with an active agreement count, and where some are chosen only these. Who has two seats is
    asked once, for the municipality that comes first; who has a seat is asked for it, even if named otherwise too. Events
    that are held together ask each for their own body: the two have a deadline and places of their own. At most five
    queries, however many people.
    """
    chosen = AudienceSource.objects.filter(event=event).select_related("person").order_by("pk")
    networks = [row.network_id for row in chosen if row.network_id is not None]
    members = NetworkMember.objects.filter(network__in=networks).values_list("municipality", flat=True)
    question = Question(event, on, list(chosen), frozenset(members) if networks else frozenset())
    guests: dict[int, Guest] = {}
    for source in sources:
        for guest in source(question):
            guests.setdefault(guest.person.pk, guest)
    return list(guests.values())


def chosen_among_seats(event: Event) -> list[str]:
    """Return the municipalities and networks that alone are asked for their seats, as text; nothing where all are."""
    rows = AudienceSource.objects.filter(event=event).exclude(municipality=None, network=None)
    return [str(row.municipality or row.network) for row in rows.select_related("municipality", "network__plan__body")]


def copy_sources(event: Event, *, to: Event) -> int:
    """Choose the same municipalities, people and organisations for another event; returns how many."""
    rows = list(AudienceSource.objects.filter(event=event).order_by("pk"))
    for row in rows:
        row.pk, row.event = None, to
    return len(AudienceSource.objects.bulk_create(rows))


def municipality_of(person: Person, *, event: Event, on: dt.date) -> Municipality | None:
    """Return for whom the person would come: the municipality of a seat in the event's partnership, its own body first.

    The seats of the event's day count, else those of today (`on`).
    """
    for day in (max(on, event.day), on):
        holdings = (
            SeatHolding.objects.held_on(day)
            .filter(person=person, seat__body__partnership=event.partnership_id)
            .select_related("seat__municipality")
            .order_by("seat__municipality__sort_key", "seat__number")
        )
        own = sorted(holdings, key=lambda holding: holding.seat.body_id != event.body_id)
        if own:
            return own[0].seat.municipality
    return None


def _active(event: Event) -> object:
    return Agreement.objects.active().filter(partnership=event.partnership_id).values("municipality")
