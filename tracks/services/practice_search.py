"""Search in Danish, the same on both databases: words are folded and cut to their stems when a practice is written.

A stored text is its words with a space around each, so that a word's beginning is found by LIKE. å counts as aa, accents do
not count, and long words are also found inside others, as Danish puts words together.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from functools import cache
from typing import Any

from django.db.models import Case, IntegerField, Q, Value, When
from django.utils.html import strip_tags
from snowballstemmer import stemmer

from tracks.models import Practice
from tracks.models.practice import PracticeQuerySet

#: More words than a sentence has are not asked for.
_MOST_WORDS = 8
#: From this length a word is also looked for inside others.
_INSIDE = 5
_WORD = re.compile(r"[^\W_]+")
_STEMMER = stemmer("danish")
#: Words that stand in every text and tell nothing.
_EMPTY = frozenset(
    _WORD.findall("af alle at de den der det du en er et for fra han har hun i ikke kan med men og om paa som til vi")
)


def words_of(text: str) -> list[str]:
    """Return the folded words of a text in their order: lower case, å as aa, without accents."""
    plain = text.lower().replace("å", "aa").replace("a\u030a", "aa")
    letters = unicodedata.normalize("NFKD", plain)
    return _WORD.findall("".join(letter for letter in letters if not unicodedata.combining(letter)))


@cache
def stem_of(word: str) -> str:
    """Return the stem of a folded word; the stemmer knows å as a letter of its own."""
    return str(_STEMMER.stemWord(word.replace("aa", "å"))).replace("å", "aa")


def index_of(*texts: str) -> str:
    """Return what is stored of the texts: each word and its stem once, a space around each."""
    found = dict.fromkeys(
        form for text in texts for word in words_of(strip_tags(text)) for form in (word, stem_of(word))
    )
    return f" {' '.join(found)} "


def set_words(practice: Practice) -> None:
    """Write down what a practice is found by; the caller saves it."""
    track = str(practice.track) if practice.track else ""
    area = practice.focus_area.text if practice.focus_area else ""
    practice.title_words = index_of(practice.title)
    practice.words = index_of(
        practice.title,
        practice.summary,
        practice.description,
        practice.result,
        practice.evidence,
        practice.municipality.name,
        track,
        area,
        *practice.settings,
    )


def search_practices(
    sought: str, *, now: dt.datetime, rows: PracticeQuerySet | None = None, **chosen: Any
) -> PracticeQuerySet:
    """Return the listed practices with every sought word, titles first; all of them, the newest first, for no word.

    `chosen` are filters on fields: track, focus_area, municipality, for_school and the like; one that is None is left out.
    """
    found = (Practice.objects.all() if rows is None else rows).listed(now)
    found = found.filter(**{name: value for name, value in chosen.items() if value is not None})
    words = [word for word in words_of(sought) if word not in _EMPTY][:_MOST_WORDS]
    in_title, begins = Q(), Q()
    for word in words:
        stem = stem_of(word)
        # The beginning of the word as written, or of its stem: "pædagogerne" finds "pædagoger", "pæda" both.
        start = Q(words__contains=f" {word}") | Q(words__contains=f" {stem} ")
        inside = Q(words__contains=stem if len(stem) >= _INSIDE else word) if len(word) >= _INSIDE else Q(pk__in=[])
        found = found.filter(start | inside)
        in_title &= Q(title_words__contains=f" {word}") | Q(title_words__contains=f" {stem} ")
        begins &= start
    if words:
        rank = Case(
            When(in_title, then=Value(0)), When(begins, then=Value(1)), default=Value(2), output_field=IntegerField()
        )
        return found.alias(rank=rank).order_by("rank", "-released_at", "-pk")
    return found.order_by("-released_at", "-pk")
