"""Search with Danish words: inflections, beginnings, å and aa, words within words, and the order."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.tracks.factories import NOW, PracticeFactory
from tracks.rich_text import rich_text
from tracks.services.practice_search import index_of, search_practices

pytestmark = pytest.mark.django_db
TITLE = "Pædagogernes læsemakkere på Ærø"


def found(sought: str, **chosen: object) -> list[str]:
    return [practice.title for practice in search_practices(sought, now=NOW, **chosen)]


@pytest.mark.parametrize(
    "sought",
    [
        "pædagog",
        "pædagoger",
        "PÆDAGOGERNE",
        "pæda",
        "læsemakker",
        "læsemak",
        "ærø",
        "Ærø pædagoger",
        "pædagoger på ærø",
        "makkere",
        "børnenes",
        "barnets",
        "år",
        "aar",
        "aarsplan",
        "årsplaner",
        "idé",
        "ide",
        "",
    ],
)
def test_a_word_is_found_in_its_forms(sought: str) -> None:
    PracticeFactory(title=TITLE, description="Børn og barnet lægger en årsplan med en god idé hvert år.")
    PracticeFactory(title="Noget helt andet", summary="Uden fælles ord", description="Tom", municipality__name="Vejle")
    assert found(sought) == (["Noget helt andet", TITLE] if sought == "" else [TITLE])


@pytest.mark.parametrize("sought", ["skolehund", "pædagoger fodbold", "%", "_", "' OR 1=1 --", "ø" * 400])
def test_what_is_not_there_is_not_found(sought: str) -> None:
    PracticeFactory(title=TITLE)
    assert found(sought) == ([TITLE] if sought in {"%", "_"} else [])


def test_titles_come_first_then_words_then_words_within_words() -> None:
    PracticeFactory(title="Inde i et ord", description="Vores skoleledere er med.")
    PracticeFactory(title="I teksten", description="Hver leder er med.")
    PracticeFactory(title="En leder går forrest", released_at=NOW - dt.timedelta(days=90))
    assert found("leder") == ["En leder går forrest", "I teksten", "Inde i et ord"]


def test_filters_narrow_and_what_is_not_released_or_outdated_is_left_out() -> None:
    PracticeFactory(title="Skole")
    PracticeFactory(title="Dagtilbud", for_school=False, for_day_care=True)
    PracticeFactory(title="Kladde", status="draft")
    asked = NOW - dt.timedelta(days=70)
    PracticeFactory(title="Gammel", asked_at=asked, asked_again_at=NOW - dt.timedelta(days=30))
    assert sorted(found("")) == ["Dagtilbud", "Skole"]
    assert found("", for_day_care=True) == ["Dagtilbud"]
    assert found("dagtilbud") == ["Dagtilbud"]


def test_each_word_is_stored_with_its_stem() -> None:
    assert index_of("Århus' børn,", "børnene") == " aarhus børn børnene "


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Et\nto\n\nTre", "<p>Et<br>\nto</p>\n<p>Tre</p>\n"),
        ("- a\n- *b*", "<ul>\n<li>a</li>\n<li><em>b</em></li>\n</ul>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("![x](https://a.dk/b.png)", '<p>!<a href="https://a.dk/b.png" rel="noopener noreferrer nofollow">x</a></p>\n'),
        ("<img src=x onerror=alert(1)>", "<p>&lt;img src=x onerror=alert(1)&gt;</p>\n"),
        ("# Overskrift", "<p># Overskrift</p>\n"),
        ('[x](https://a.dk "onclick")', '<p><a href="https://a.dk" rel="noopener noreferrer nofollow">x</a></p>\n'),
    ],
)
def test_rich_text_knows_paragraphs_lists_emphasis_and_links_alone(text: str, html: str) -> None:
    assert rich_text(text) == html
