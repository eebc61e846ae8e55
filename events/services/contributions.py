"""Who contributes to which body, as the public pages tell it."""

from __future__ import annotations

from django.db.models import Prefetch

from events.models import Contribution, GuestOrganisation
from partnership.models import Partnership


def public_organisations(partnership: Partnership | None) -> list[GuestOrganisation]:
    """Return the organisations that the public pages name, with their contributions to a partnership; two queries."""
    own = Contribution.objects.filter(body__partnership=partnership).select_related("body")
    return list(GuestOrganisation.objects.public().prefetch_related(Prefetch("contributions", own)))


def contributors_in(partnership: Partnership | None) -> tuple[dict[int, list[str]], list[str]]:
    """Return the names of those who contribute to each body, and of those who contribute to no body alone."""
    of_body: dict[int, list[tuple[int, str]]] = {}
    around = []
    for organisation in public_organisations(partnership):
        contributions = list(organisation.contributions.all())
        for row in contributions:
            of_body.setdefault(row.body_id, []).append((row.position, organisation.name))
        if not contributions:
            around.append(organisation.name)
    return {body: [name for _position, name in sorted(rows)] for body, rows in of_body.items()}, around
