"""What fictional municipalities work on at home: most describe it, and most of these show it to the others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from random import Random

from municipalities.models import Municipality
from partnership.config.demonstration.people import Cast
from partnership.config.demonstration.words import LOCAL_OWNERS, LOCAL_WORK
from partnership.models import Agreement, FocusArea, LocalOrganisation, LocalProject
from partnership.services.local_organisation import ProjectEntry

#: How many municipalities describe their local organisation, and how many of these show it.
DESCRIBED, SHOWN, EACH_AREA = 0.85, 0.7, 0.85


def organise_locally(agreements: Iterable[Agreement], casts: Mapping[int, Cast], *, now: dt.datetime) -> int:
    """Store local organisations, always the same for the same municipality; returns how many."""
    made: list[LocalOrganisation] = []
    projects: list[LocalProject] = []
    areas: dict[int, list[FocusArea]] = {}
    for agreement in agreements:
        dice, describes, is_shown = local_moods(agreement.municipality)
        if not describes:
            continue
        cast = casts[agreement.municipality_id]
        organisation = LocalOrganisation(
            agreement=agreement,
            is_shown=is_shown,
            version=1,
            changed_at=now,
            changed_by=cast.coordinators[0],
        )
        made.append(organisation)
        if agreement.partnership_id not in areas:
            areas[agreement.partnership_id] = list(FocusArea.objects.filter(partnership=agreement.partnership_id))
        entries = local_entries(areas[agreement.partnership_id], cast, dice)
        projects += [LocalProject(organisation=organisation, **vars(entry)) for entry in entries]
    LocalOrganisation.objects.bulk_create(made)
    LocalProject.objects.bulk_create(projects)
    return len(made)


def local_moods(municipality: Municipality) -> tuple[Random, bool, bool]:
    """Return a municipality's dice, and whether it describes its local organisation, and shows it to the others."""
    dice = Random(f"local organisation of {municipality.code}")
    return dice, dice.random() <= DESCRIBED, dice.random() < SHOWN


def local_entries(areas: Iterable[FocusArea], cast: Cast, dice: Random) -> list[ProjectEntry]:
    """Return what a municipality says about the focus areas in which it has something under way."""
    return [_entry(area, cast, dice) for area in areas if dice.random() < EACH_AREA]


def _entry(area: FocusArea, cast: Cast, dice: Random) -> ProjectEntry:
    contact = dice.choice([*cast.coordinators, *cast.members.get("development", [])])
    index = (area.number - 1) % len(LOCAL_OWNERS)
    return ProjectEntry(
        focus_area=area,
        owner=dice.choice(LOCAL_OWNERS[index]),
        contact=contact.name,
        contact_email=contact.email,
        works_on=dice.choice(LOCAL_WORK[index]),
    )
