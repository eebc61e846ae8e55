"""The organisation chart: everything is named, nothing overlaps or leaves the drawing."""

from itertools import combinations

import pytest

from partnership.models import Body
from partnership.organisation_chart import WIDTH, organisation_chart
from tests.partnership.factories import BodyFactory

LONG = "Professionshøjskolernes fælles udviklingsprojekt om teknologiforståelse"


def chart_of(*, tracks: int, around: tuple[str, ...] = ()):
    bodies = [
        BodyFactory.build(pk=1, kind=Body.Kind.STEERING_GROUP, name="Politisk styregruppe", seats_min=1, seats_max=2),
        BodyFactory.build(pk=2, kind=Body.Kind.DEVELOPMENT_GROUP, name="Udviklingsgruppe"),
        *(BodyFactory.build(pk=3 + number, name=f"Spor {number}") for number in range(tracks)),
    ]
    return organisation_chart(bodies, taking_part=32, contributors={3: ["DLF", LONG]}, around=around)


@pytest.mark.parametrize("tracks", [0, 1, 2, 3, 5])
def test_no_box_overlaps_another_or_leaves_the_drawing(tracks) -> None:
    chart = chart_of(tracks=tracks, around=("BUPL", LONG))
    for box in chart.boxes:
        assert box.x >= 0
        assert box.x + box.width <= WIDTH
        assert box.foot <= chart.height
        assert all(box.y < line.y < box.foot for line in box.words)
    for one, other in combinations(chart.boxes, 2):
        beside = one.x + one.width <= other.x or other.x + other.width <= one.x
        assert beside or one.foot <= other.y or other.foot <= one.y


def test_the_chart_names_who_agrees_who_steers_and_who_contributes() -> None:
    boxes = [" ".join(line.text for line in box.words) for box in chart_of(tracks=1, around=("BUPL",)).boxes]
    assert boxes == [
        "KL's bestyrelse",
        "Kommunalbestyrelserne 32 kommuner",
        "Politisk styregruppe 1-2 fra hver kommune",
        "Udviklingsgruppe 3-5 fra hver kommune",
        "Spor 0 3-5 fra hver kommune",
        f"DLF, {LONG}",
        "Interessenter og samarbejdspartnere BUPL",
    ]


def test_what_feeds_into_a_track_hangs_under_it() -> None:
    *_others, track, beside, feeding = chart_of(tracks=2).boxes
    assert (track.kind, beside.kind, feeding.kind) == ("body", "body", "feeds")
    assert feeding.middle == track.middle
    assert feeding.y > track.foot
