"""What is shared about an event, as a page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

from events.models import Decision, Event, Material, Minutes
from partnership.models import Person


class Visitor(TypedDict):
    """Who looks: the person of a personal link, and who is logged in; either may be missing."""

    through_link: Person | None
    logged_in: Person | None


@dataclass(frozen=True)
class Shared:
    """Materials, minutes and decisions that a visitor may see; false when there are none."""

    materials: list[Material]
    minutes: Minutes | None
    decisions: list[Decision]

    def __bool__(self) -> bool:
        return bool(self.materials or self.minutes or self.decisions)


def shared_about(event: Event, *, through_link: Person | None, logged_in: Person | None) -> Shared:
    """Return what a visitor may see of an event's materials, minutes and decisions; three queries."""
    visitor: Visitor = {"through_link": through_link, "logged_in": logged_in}
    materials = Material.objects.filter(event=event).open_to(**visitor).select_related("document")
    minutes = Minutes.objects.filter(event=event).open_to(**visitor).select_related("document")
    decisions = Decision.objects.filter(event=event).open_to(**visitor).select_related("guiding_question")
    return Shared(list(materials.order_by("added_at", "pk")), minutes.first(), list(decisions.order_by("number")))
