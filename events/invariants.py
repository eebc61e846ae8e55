"""What must always be true of events, invitations and places."""

from collections.abc import Callable

from django.db.models import Count, F, Q
from django.utils import timezone

from events.models import Event, Invitation, ProgrammeItem, Registration, Workshop, WorkshopChoice
from events.services.invitations import invitation_key
from events.services.places import HAS_FREE_PLACE
from events.services.waiting_list import somebody_waits_in_vain
from partnership.invariants import Invariant, verdict
from partnership.models import Letter


def no_event_above_capacity() -> Invariant:
    """No event gives more places than it has, but for those that staff gave beyond the limit."""
    above = Event.objects.filter(capacity__isnull=False, places_taken__gt=F("capacity") + F("overbooked"))
    return verdict("no event above capacity", above, checked=Event.objects.count())


def counters_equal_registrations() -> Invariant:
    """The counter of each event equals the registrations that hold a place, offered ones included."""
    comes = Q(registrations__status=Registration.Status.ATTENDING) | Q(registrations__offered_until__isnull=False)
    held = Count("registrations", filter=comes)
    wrong = Event.objects.alias(held=held).exclude(places_taken=F("held"))
    return verdict("places taken equal registrations", wrong, checked=Event.objects.count())


def every_invitation_has_its_letter() -> Invariant:
    """Nobody counts as invited without a letter in the outbox."""
    expected = {invitation_key(*row) for row in Invitation.objects.values_list("event", "person", "revision")}
    written = set(Letter.objects.filter(key__startswith="invitation:").values_list("key", flat=True))
    return verdict("every invitation has its letter", sorted(expected - written), checked=len(expected))


def nobody_waits_beside_a_free_place() -> Invariant:
    """No coming event has a free place for somebody who waits, as long as places move of themselves."""
    now = timezone.now()
    waiting = Registration.objects.in_line().order_by().values("event")
    coming = Event.objects.going_ahead().filter(starts_at__gt=now, pk__in=waiting)
    wrong = [event for event in coming.filter(HAS_FREE_PLACE) if somebody_waits_in_vain(event, now=now)]
    return verdict("nobody waits beside a free place", wrong, checked=coming.count())


def workshop_counters_equal_choices() -> Invariant:
    """The counter of each workshop equals the choices of it, and nobody chooses who does not come."""
    wrong = Workshop.objects.alias(chosen=Count("choices")).exclude(places_taken=F("chosen"))
    astray = WorkshopChoice.objects.exclude(registration__status=Registration.Status.ATTENDING)
    return verdict("workshop places equal choices", [*wrong, *astray], checked=Workshop.objects.count())


def programmes_lie_within_their_events() -> Invariant:
    """No programme item begins before its event or ends after it."""
    outside = ProgrammeItem.objects.filter(Q(starts_at__lt=F("event__starts_at")) | Q(ends_at__gt=F("event__ends_at")))
    return verdict("programmes lie within their events", outside, checked=ProgrammeItem.objects.count())


INVARIANTS: list[Callable[[], Invariant]] = [
    no_event_above_capacity,
    counters_equal_registrations,
    every_invitation_has_its_letter,
    nobody_waits_beside_a_free_place,
    workshop_counters_equal_choices,
    programmes_lie_within_their_events,
]
