"""Every page for everybody: WCAG 2.2 AA by axe, wide and narrow, in both languages, and what axe does not look at."""

import re
from collections import defaultdict

import pytest

from tests.browser.places import Place
from tests.browser.visiting import NARROW, PHONE, WIDE, Visits
from tests.browser.walks import DANISH, ENGLISH, SECRETARIAT, Walk, pages_of, walks

pytestmark = pytest.mark.browser

own_page = pages_of(DANISH, ENGLISH)
admin_page = pages_of(*SECRETARIAT)


@own_page
def test_a_page_answers_as_it_should(visits: Visits, place: Place, language: str) -> None:
    assert visits.to(place, language).status == place.status


@own_page
def test_axe_finds_nothing_on_a_page(visits: Visits, place: Place, language: str) -> None:
    assert visits.to(place, language).violations == {WIDE: [], PHONE: []}


@own_page
def test_a_page_says_its_language_and_has_one_main_heading(visits: Visits, place: Place, language: str) -> None:
    visit = visits.to(place, language)
    assert (visit.lang, len(visit.headings)) == (language, 1)
    assert visit.headings[0].strip()


@own_page
def test_a_page_needs_no_sideways_scrolling(visits: Visits, place: Place, language: str) -> None:
    assert visits.to(place, language).width_needed <= NARROW


@own_page
def test_the_console_stays_empty(visits: Visits, place: Place, language: str) -> None:
    assert visits.to(place, language).console == []


@own_page
def test_a_page_has_no_script_or_style_of_its_own(visits: Visits, place: Place, language: str) -> None:
    html = visits.to(place, language).html
    inline = r"<style|<script(?![^>]*(?:\ssrc=|type=.application/json))|\sstyle=|\son[a-z]+=|javascript:"
    assert re.findall(inline, html, re.IGNORECASE) == []


@walks(DANISH, ENGLISH)
def test_different_addresses_have_different_titles(visits: Visits, walk: Walk) -> None:
    addresses = defaultdict(set)
    for place in walk.places:
        if not place.empty and place.status == 200:
            visit = visits.to(place, walk.language)
            addresses[visit.title].add(visit.path.partition("?")[0])
    assert {title: paths for title, paths in addresses.items() if len(paths) > 1} == {}


@admin_page
def test_a_page_of_the_secretariat_answers(visits: Visits, place: Place, language: str) -> None:
    assert visits.to(place, language).status == place.status


@admin_page
def test_axe_finds_nothing_on_a_page_of_the_secretariat(visits: Visits, place: Place, language: str) -> None:
    assert visits.to(place, language).violations == {WIDE: [], PHONE: []}


@admin_page
def test_a_page_of_the_secretariat_has_one_main_heading_and_an_empty_console(
    visits: Visits, place: Place, language: str
) -> None:
    visit = visits.to(place, language)
    assert (visit.lang, len(visit.headings), visit.console) == (language, 1, [])
