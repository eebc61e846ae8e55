"""What must always be true of this room's data; `check_invariants` asks every room."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import F, Q

from partnership.models import Agreement, Letter, Seat, SeatHolding, StoredDocument
from partnership.services.documents import damage_of


@dataclass(frozen=True)
class Invariant:
    """One rule, whether it holds, and what breaks it."""

    invariant: str
    ok: bool
    detail: str


def verdict(invariant: str, breaches: Iterable[object], *, checked: int) -> Invariant:
    """Return the rule with its first breaches, or with how much was looked at."""
    found = [str(breach) for breach in breaches]
    if not found:
        return Invariant(invariant, True, f"{checked} checked")
    more = f" (+{len(found) - 5} more)" if len(found) > 5 else ""
    return Invariant(invariant, False, "; ".join(found[:5]) + more)


def no_seat_with_two_holders() -> Invariant:
    """No two holdings of one seat share a day."""
    overlaps = (
        SeatHolding.objects.filter(Q(seat__holdings__to_on__isnull=True) | Q(seat__holdings__to_on__gt=F("from_on")))
        .filter(Q(to_on__isnull=True) | Q(to_on__gt=F("seat__holdings__from_on")), seat__holdings__pk__gt=F("pk"))
        .distinct()
    )
    return verdict("no seat with two holders", overlaps, checked=SeatHolding.objects.count())


def no_seat_above_the_maximum() -> Invariant:
    """No municipality has more seats in a body than the body allows."""
    above = Seat.objects.filter(number__gt=F("body__seats_max")).select_related("body", "municipality")
    return verdict("no seat above the body's maximum", above, checked=Seat.objects.count())


def sent_letters_have_a_time() -> Invariant:
    """Every letter that went out says when, and holds no lease."""
    wrong = Letter.objects.filter(status=Letter.Status.SENT).filter(
        Q(sent_at__isnull=True) | Q(lease_until__isnull=False)
    )
    return verdict("every sent letter has its row", wrong, checked=Letter.objects.count())


def stored_files_are_whole() -> Invariant:
    """Every stored file is there with the bytes it was stored with."""
    documents = StoredDocument.objects.all()
    damaged = [f"{document.path}: {damage}" for document in documents if (damage := damage_of(document))]
    return verdict("stored file hashes match", damaged, checked=len(documents))


def active_agreements_have_all_seats() -> Invariant:
    """Every active agreement has a seat row for each place of each body."""
    wrong = []
    agreements = Agreement.objects.active().select_related("partnership", "municipality")
    counts: dict[tuple[int, int], int] = {}
    for partnership_id, municipality_id in Seat.objects.values_list("body__partnership", "municipality"):
        counts[partnership_id, municipality_id] = counts.get((partnership_id, municipality_id), 0) + 1
    expected: dict[int, int] = {}
    for agreement in agreements.prefetch_related("partnership__bodies"):
        expected[agreement.partnership_id] = sum(body.seats_max for body in agreement.partnership.bodies.all())
        if counts.get((agreement.partnership_id, agreement.municipality_id), 0) != expected[agreement.partnership_id]:
            wrong.append(agreement)
    return verdict("active agreements have all their seats", wrong, checked=len(agreements))


INVARIANTS: list[Callable[[], Invariant]] = [
    no_seat_with_two_holders,
    no_seat_above_the_maximum,
    active_agreements_have_all_seats,
    sent_letters_have_a_time,
    stored_files_are_whole,
]
