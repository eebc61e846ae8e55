"""Local project organisations: changed as a whole, and found by those who may see them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F

from municipalities.models import Municipality
from partnership.models import Agreement, FocusArea, LocalOrganisation, LocalProject, Partnership, Person


class ChangedMeanwhile(Exception):
    """Somebody else has stored a change since the page was made; `stored` is what is there now."""

    def __init__(self, stored: LocalOrganisation) -> None:
        self.stored = stored
        super().__init__(str(stored))


@dataclass(frozen=True)
class ProjectEntry:
    """What a municipality says about one focus area."""

    focus_area: FocusArea
    owner: str
    contact: str = ""
    contact_email: str = ""
    works_on: str = ""


@dataclass
class MunicipalityProjects:
    """One municipality's rows in a search, with its region as of the day."""

    municipality: Municipality
    region: str
    is_shown: bool
    projects: list[LocalProject] = field(default_factory=list)


@transaction.atomic
def save_local_organisation(
    agreement: Agreement,
    *,
    seen_version: int,
    is_shown: bool,
    entries: Sequence[ProjectEntry],
    by: Person | None,
    now: dt.datetime,
) -> LocalOrganisation:
    """Store a municipality's local organisation as a whole: what is not among the entries is taken away.

    `seen_version` is the version that the writer looked at, 0 when there was none. Saving again what is stored changes nothing.
    Raises ChangedMeanwhile when somebody else stored something different since.
    """
    organisation, _new = LocalOrganisation.objects.get_or_create(agreement=agreement, defaults={"changed_at": now})
    unchanged = organisation.version and organisation.is_shown == is_shown
    if unchanged and entries_of(organisation) == {entry.focus_area.pk: entry for entry in entries}:
        return organisation
    # One conditional statement: of two who looked at the same version only one gets through.
    seen = LocalOrganisation.objects.filter(pk=organisation.pk, version=seen_version)
    if not seen.update(version=F("version") + 1, is_shown=is_shown, changed_at=now, changed_by=by):
        raise ChangedMeanwhile(stored_organisation(agreement) or organisation)
    _replace_projects(organisation, entries)
    organisation.refresh_from_db()
    return organisation


def stored_organisation(agreement: Agreement) -> LocalOrganisation | None:
    """Return the agreement's local organisation with who changed it last, if there is one."""
    return LocalOrganisation.objects.filter(agreement=agreement).select_related("changed_by").first()


def entries_of(organisation: LocalOrganisation | None) -> dict[int, ProjectEntry]:
    """Return what is stored, by the focus area's key; one query."""
    if organisation is None:
        return {}
    return {
        row.focus_area_id: ProjectEntry(row.focus_area, row.owner, row.contact, row.contact_email, row.works_on)
        for row in organisation.projects.select_related("focus_area")
    }


def partnership_of(person: Person, *, on: dt.date) -> Partnership | None:
    """Return the newest partnership that the person takes part in on the day; for staff the newest of all."""
    partnerships = Partnership.objects.newest_first()
    if not person.is_staff:
        own = Agreement.objects.of_participant(person, on=on)
        partnerships = partnerships.filter(pk__in=own.values("partnership"))
    return partnerships.first()


def find_local_projects(
    person: Person, *, partnership: Partnership, on: dt.date, words: str = "", region: str = "", area: int | None = None
) -> list[MunicipalityProjects]:
    """Return what the person may see, by municipality in Danish order; two queries, however many rows.

    All the words must occur in the municipality's name or in the row. They are looked for here and not by SQL, which on SQLite
    takes `Æ` and `æ` for different letters; there are some 500 rows at most. `region` is a slug, `area` a number.
    """
    projects = LocalProject.objects.visible_to(person).filter(organisation__agreement__partnership=partnership)
    if area is not None:
        projects = projects.filter(focus_area__number=area)
    rows = projects.select_related("focus_area", "organisation__agreement").order_by("focus_area__number")
    by_municipality: dict[int, list[LocalProject]] = {}
    for row in rows:
        by_municipality.setdefault(row.organisation.agreement.municipality_id, []).append(row)
    municipalities = Municipality.objects.with_region_on(on).filter(pk__in=by_municipality)
    wanted = words.casefold().split()
    found = []
    for municipality in municipalities:
        if region and getattr(municipality, "region_slug", None) != region:
            continue
        own = by_municipality[municipality.pk]
        matching = [row for row in own if _matches(row, municipality, wanted)]
        if matching:
            name = getattr(municipality, "region_name", None) or ""
            found.append(MunicipalityProjects(municipality, name, own[0].organisation.is_shown, matching))
    return found


def _matches(row: LocalProject, municipality: Municipality, wanted: Iterable[str]) -> bool:
    text = " ".join((municipality.official_name, row.owner, row.contact, row.works_on, row.focus_area.text)).casefold()
    return all(word in text for word in wanted)


def _replace_projects(organisation: LocalOrganisation, entries: Sequence[ProjectEntry]) -> None:
    kept: Mapping[int, ProjectEntry] = {entry.focus_area.pk: entry for entry in entries}
    organisation.projects.exclude(focus_area__in=kept).delete()
    for area_id, entry in kept.items():
        LocalProject.objects.update_or_create(
            organisation=organisation,
            focus_area_id=area_id,
            defaults={
                "owner": entry.owner,
                "contact": entry.contact,
                "contact_email": entry.contact_email,
                "works_on": entry.works_on,
            },
        )
