"""What fictional municipalities work on at home: most describe it, and most of these show it to the others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from random import Random

from partnership.config.demonstration.people import Cast
from partnership.config.demonstration.words import LOCAL_OWNERS, LOCAL_WORK
from partnership.models import Agreement, FocusArea, LocalOrganisation, LocalProject

#: How many municipalities describe their local organisation, and how many of these show it.
DESCRIBED, SHOWN, EACH_AREA = 0.85, 0.7, 0.85


def organise_locally(agreements: Iterable[Agreement], casts: Mapping[int, Cast], *, now: dt.datetime) -> int:
    """Store local organisations, always the same for the same municipality; returns how many."""
    made: list[LocalOrganisation] = []
    projects: list[LocalProject] = []
    areas: dict[int, list[FocusArea]] = {}
    for agreement in agreements:
        rng = Random(f"local organisation of {agreement.municipality.code}")
        if rng.random() > DESCRIBED:
            continue
        cast = casts[agreement.municipality_id]
        organisation = LocalOrganisation(
            agreement=agreement,
            is_shown=rng.random() < SHOWN,
            version=1,
            changed_at=now,
            changed_by=cast.coordinators[0],
        )
        made.append(organisation)
        if agreement.partnership_id not in areas:
            areas[agreement.partnership_id] = list(FocusArea.objects.filter(partnership=agreement.partnership_id))
        for area in areas[agreement.partnership_id]:
            if rng.random() < EACH_AREA:
                projects.append(_project(organisation, area, cast, rng))
    LocalOrganisation.objects.bulk_create(made)
    LocalProject.objects.bulk_create(projects)
    return len(made)


def _project(organisation: LocalOrganisation, area: FocusArea, cast: Cast, rng: Random) -> LocalProject:
    contact = rng.choice([*cast.coordinators, *cast.members.get("development", [])])
    index = (area.number - 1) % len(LOCAL_OWNERS)
    return LocalProject(
        organisation=organisation,
        focus_area=area,
        owner=rng.choice(LOCAL_OWNERS[index]),
        contact=contact.name,
        contact_email=contact.email,
        works_on=rng.choice(LOCAL_WORK[index]),
    )
