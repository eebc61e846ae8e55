"""Make a partnership of a programme file, starting on a day."""

import datetime as dt
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from municipalities.command import PortalCommand
from partnership import text
from partnership.config.arguments import iso_date
from partnership.config.programme.loading import LoadedProgramme, load_programme
from partnership.config.programme.reading import SHIPPED, read_programme
from partnership.config.programme.section import ProgrammeRefused


class Command(PortalCommand):
    help = (
        "Make a partnership of a programme file: its texts, bodies, tracks, fee years and (unpublished) events, with "
        "dates that follow from the start. Repeating it with the same start changes nothing."
    )
    reports = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--start", type=iso_date, required=True, help="first day of the partnership: 2027-10-01")
        parser.add_argument("--file", type=Path, default=SHIPPED, help="programme in TOML (default: the shipped one)")
        parser.add_argument("--name", help="name of the partnership (default: the one in the file)")

    def handle(self, *, start: dt.date, file: Path, name: str | None, **options: Any) -> None:
        try:
            loaded = load_programme(read_programme(file), start=start, name=name)
        except OSError as error:
            message = _("%(file)s cannot be read: %(reason)s.")
            raise CommandError(message % {"file": file, "reason": error.strerror}) from error
        except ProgrammeRefused as error:
            if options["json"]:
                faults = [asdict(fault) for fault in error.faults]
                self.report({"partnership": None, "created": False, "faults": faults}, "", as_json=True)
            raise CommandError(_("Nothing was loaded.") + f"\n{error}") from error
        self.report(_as_json(loaded), _as_text(loaded), as_json=options["json"])


def _as_json(loaded: LoadedProgramme) -> dict[str, Any]:
    partnership = loaded.partnership
    return {
        "partnership": {
            "id": partnership.pk,
            "slug": partnership.slug,
            "name": partnership.name,
            "starts_on": partnership.starts_on.isoformat(),
            "ends_on": partnership.ends_on.isoformat(),
        },
        "created": loaded.created,
        "faults": [],
        "bodies": list(partnership.bodies.values("id", "key", "name", "seats_min", "seats_max")),
        "fee_years": [
            {"id": year.pk, "number": year.number, "issue_on": year.issue_on.isoformat()}
            for year in partnership.fee_years.all()
        ],
        "events": [
            {
                "id": event.pk,
                "key": event.key,
                "title": event.title,
                "body": event.body.key,
                "starts_at": event.starts_at.isoformat(),
                "tentative": event.date_is_tentative,
            }
            for event in partnership.events.select_related("body")
        ],
    }


def _as_text(loaded: LoadedProgramme) -> str:
    partnership = loaded.partnership
    values = {"name": partnership.name, "slug": partnership.slug}
    if not loaded.created:
        return _("“%(name)s” (%(slug)s) is there already; nothing was changed.") % values
    lines = [_("“%(name)s” (%(slug)s) is made, with these events, none of them published:") % values]
    for event in partnership.events.select_related("body"):
        lines.append(f"  {_when(event.starts_at, tentative=event.date_is_tentative):<24}{event.title}")
    return "\n".join(lines)


def _when(starts_at: dt.datetime, *, tentative: bool) -> str:
    return text.month(starts_at) if tentative else text.day(starts_at)
