"""Read a programme file and check everything in it that does not depend on the start."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from events.models import Event
from partnership.config.programme.days import ORDINALS, WEEKDAYS
from partnership.config.programme.plan import BodyPlan, EventPlan, FeeYearPlan, Programme, TrackPlan
from partnership.config.programme.section import Fault, ProgrammeRefused, Section
from partnership.models import Body, Partnership

SHIPPED = Path(__file__).resolve().parent / "programme.toml"
_TABLES = ("bodies", "tracks", "fee_years", "events")
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def read_programme(path: Path = SHIPPED) -> Programme:
    """Return what the file says. Raises ProgrammeRefused with every fault found, and OSError."""
    try:
        source = path.read_bytes().decode("utf-8-sig")
        data = tomllib.loads(source.replace("\r\n", "\n"), parse_float=Decimal)
    except UnicodeDecodeError as error:
        raise ProgrammeRefused([Fault(0, "", _("The file is not UTF-8."))]) from error
    except tomllib.TOMLDecodeError as error:
        raise ProgrammeRefused([Fault(0, "", _("The file is not TOML: %(reason)s") % {"reason": error})]) from error
    faults: list[Fault] = []
    programme = _programme(data, source, faults)
    if faults:
        raise ProgrammeRefused(sorted(faults, key=lambda fault: fault.line))
    return programme


def _programme(data: dict[str, Any], source: str, faults: list[Fault]) -> Programme:
    for name in data.keys() - {"partnership", *_TABLES}:
        faults.append(Fault(0, name, _("This table is not known here. Is it misspelt?")))
    head = data.get("partnership", {})
    lines = _lines_of("[partnership]", source)
    top = Section(head if isinstance(head, dict) else {}, line=lines[0] if lines else 0, faults=faults)
    sections = {name: _sections(name, data, source, faults) for name in _TABLES}
    programme = Programme(
        line=top.line,
        name=top.text("name", longest=_longest(Partnership, "name")),
        purpose=top.text("purpose"),
        months=top.whole("months", least=1),
        yearly_fee=top.amount("yearly_fee", above=Decimal(0), up_to=Decimal("9999999.99")),
        vat_rate=top.amount("vat_rate", above=Decimal("-0.01"), up_to=Decimal("100.00")),
        focus_areas=top.texts("focus_areas"),
        guiding_questions=top.texts("guiding_questions"),
        success_criteria=top.texts("success_criteria"),
        bodies=[_body(section) for section in sections["bodies"]],
        tracks=[_track(section) for section in sections["tracks"]],
        fee_years=[_fee_year(section) for section in sections["fee_years"]],
        events=[_event(section) for section in sections["events"]],
    )
    for section in [top, *(section for name in _TABLES for section in sections[name])]:
        section.close()
    faults += _cross_check(programme)
    return programme


def _sections(name: str, data: dict[str, Any], source: str, faults: list[Fault]) -> list[Section]:
    tables = data.get(name)
    if not isinstance(tables, list) or not tables or not all(isinstance(table, dict) for table in tables):
        faults.append(Fault(0, name, _("The file needs at least one [[%(name)s]] table.") % {"name": name}))
        return []
    lines = _lines_of(f"[[{name}]]", source)
    if len(lines) != len(tables):  # written in another way than with headings: better no line than a wrong one
        lines = [0] * len(tables)
    return [Section(table, line=line, faults=faults) for table, line in zip(tables, lines, strict=True)]


def _lines_of(heading: str, source: str) -> list[int]:
    lines = source.splitlines()
    return [number for number, line in enumerate(lines, 1) if line.split("#")[0].strip().replace(" ", "") == heading]


def _longest(model: type[Partnership | Body | Event], field: str) -> int | None:
    return model._meta.get_field(field).max_length  # type: ignore[union-attr]


def _key(section: Section) -> str:
    key = section.text("key", longest=50)
    if key and not _KEY.fullmatch(key):
        section.fault("key", _("Use small letters a-z, digits and hyphens."))
    return key


def _body(section: Section) -> BodyPlan:
    plan = BodyPlan(
        line=section.line,
        key=_key(section),
        kind=section.choice("kind", Body.Kind.values),
        name=section.text("name", longest=_longest(Body, "name")),
        seeks=section.text("seeks", longest=_longest(Body, "seeks"), optional=True),
        seats_min=section.whole("seats_min"),
        seats_max=section.whole("seats_max", least=1),
    )
    if plan.seats_max < plan.seats_min:
        section.fault("seats_max", _("The most seats must not be below the fewest."))
    return plan


def _track(section: Section) -> TrackPlan:
    return TrackPlan(
        line=section.line,
        body=section.text("body"),
        theme=section.text("theme"),
        launch_month=section.whole("launch_month"),
    )


def _fee_year(section: Section) -> FeeYearPlan:
    return FeeYearPlan(
        line=section.line,
        number=section.whole("number", least=1),
        month=section.whole("month"),
        months=section.whole("months", least=1),
        issue_month=section.whole("issue_month"),
    )


def _event(section: Section) -> EventPlan:
    joint = section.has("joint_with")
    month, ordinal, weekday = (0, "first", "monday") if joint else _rule(section)
    plan = EventPlan(
        line=section.line,
        key=_key(section),
        title=section.text("title", longest=_longest(Event, "title")),
        description=section.text("description", optional=True),
        kind=section.choice("kind", Event.Kind.values),
        body=section.text("body"),
        delegates_from=section.text("delegates_from", optional=True),
        joint_with=section.text("joint_with", optional=True),
        month=month,
        ordinal=ordinal,
        weekday=weekday,
        starts=section.clock("starts"),
        ends=section.clock("ends"),
        answer_days=section.optional_whole("answer_days", least=1),
        capacity=section.optional_whole("capacity"),
        tentative=section.flag("tentative"),
    )
    if section.has("ends") and plan.ends <= plan.starts:
        section.fault("ends", _("The event must end after it starts."))
    return plan


def _rule(section: Section) -> tuple[int, str, str]:
    ordinal, _space, weekday = section.text("day").partition(" ")
    if ordinal and (ordinal not in ORDINALS or weekday not in WEEKDAYS):
        message = _("Write it as “last tuesday”: one of %(ordinals)s, then one of %(weekdays)s.")
        section.fault("day", message % {"ordinals": ", ".join(ORDINALS), "weekdays": ", ".join(WEEKDAYS)})
        ordinal, weekday = "first", "monday"
    return section.whole("month"), ordinal, weekday


def _cross_check(programme: Programme) -> list[Fault]:
    faults: list[Fault] = []
    bodies = {body.key for body in programme.bodies}
    tracks = {body.key for body in programme.bodies if body.kind == Body.Kind.TRACK}
    free_standing = {event.key for event in programme.events if not event.joint_with}
    faults += _repeated("key", [(body.line, body.key) for body in programme.bodies])
    faults += _repeated("key", [(event.line, event.key) for event in programme.events])
    faults += _repeated("body", [(track.line, track.body) for track in programme.tracks])
    faults += _repeated("number", [(year.line, str(year.number)) for year in programme.fee_years])
    named = [
        (track.line, "body", track.body, tracks, _("There is no track body “%(key)s”.")) for track in programme.tracks
    ]
    for event in programme.events:
        named.append((event.line, "body", event.body, bodies, _("There is no body “%(key)s”.")))
        named.append((event.line, "delegates_from", event.delegates_from, bodies, _("There is no body “%(key)s”.")))
        message = _("There is no event “%(key)s” with a day of its own.")
        named.append((event.line, "joint_with", event.joint_with, free_standing, message))
    faults += [
        Fault(line, key, text % {"key": name}) for line, key, name, known, text in named if name and name not in known
    ]
    return faults


def _repeated(key: str, values: list[tuple[int, str]]) -> list[Fault]:
    seen: set[str] = set()
    faults = []
    for line, value in values:
        if value and value in seen:
            faults.append(Fault(line, key, _("“%(value)s” is used twice.") % {"value": value}))
        seen.add(value)
    return faults
