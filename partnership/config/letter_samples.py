"""What placeholders of letters mean, and what stands for them in a preview."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Placeholder:
    """What a placeholder stands for, and a sample in Danish and English."""

    meaning: Promise | str
    danish: str
    english: str

    def sample(self, language: str) -> str:
        """Return what stands for it in a preview in the language."""
        return self.danish if language == "da" else self.english


PLACEHOLDERS: dict[str, Placeholder] = {
    "name": Placeholder(_("the recipient's name"), "Åse Ærø", "Åse Ærø"),
    "link": Placeholder(_("the recipient's personal link; never write one yourself"), "", ""),
    "stop": Placeholder(_("the address at which the recipient stops such mails"), "", ""),
    "event": Placeholder(_("the event's title"), "Midtvejsseminar", "Midway seminar"),
    "about": Placeholder(_("the event's description"), "Vi deler det, der virker.", "We share what works."),
    "when": Placeholder(
        _("when, with weekday"), "tirsdag den 12. januar 2027 kl. 9.30-15.30", "Tuesday 12 January 2027"
    ),
    "where": Placeholder(_("place and address"), "KL-Huset, Weidekampsgade 10", "KL-Huset, Weidekampsgade 10"),
    "online": Placeholder(_("how to take part online, if one can"), "", ""),
    "deadline": Placeholder(_("the last moment to answer"), "5. januar 2027 kl. 23.59", "5 January 2027 at 23:59"),
    "partnership": Placeholder(_("the partnership's name"), "Partnerskab om dagtilbud og skole", "Partnership"),
    "municipality": Placeholder(_("the municipality's name"), "Ærø Kommune", "Ærø Kommune"),
    "body": Placeholder(_("the body's name"), "Udviklingsgruppe", "Development group"),
    "reason": Placeholder(
        _("why, as the end of a sentence"),
        "du har en plads i Udviklingsgruppe for Ærø Kommune",
        "you hold a seat in the development group for Ærø Kommune",
    ),
    "by": Placeholder(_("who did it"), "Bo Holm", "Bo Holm"),
    "person": Placeholder(_("whom it is about"), "Li Østergård", "Li Østergård"),
    "owed": Placeholder(
        _("what is owed, one paragraph each"), "Udviklingsgruppe: 1 person mangler.", "1 person is missing."
    ),
    "week": Placeholder(_("the week"), "uge 48", "week 48"),
    "again": Placeholder(
        _("until when one may change one's mind"),
        "Ombestemmer du dig, kan du tilmelde dig.",
        "You can register after all.",
    ),
    "events": Placeholder(_("the events, one a line"), "– Midtvejsseminar, 12. januar", "– Midway seminar, 12 January"),
    "substitute": Placeholder(_("who comes instead"), "Li Østergård", "Li Østergård"),
    "title": Placeholder(_("the practice's title"), "Makkerlæsning på tværs", "Reading in pairs"),
    "page": Placeholder(_("the practice's page"), "https://portal.example/praksis/", "https://portal.example/praksis/"),
    "note": Placeholder(_("what the author should change"), "Skriv, hvad det kostede.", "Write what it cost."),
    "asker": Placeholder(_("who asks"), "Li Østergård, Ærø Kommune", "Li Østergård, Ærø Kommune"),
    "question": Placeholder(_("the question"), "> Hvor lang tid tog det?", "> How long did it take?"),
    "answer": Placeholder(_("the answer"), "> To eftermiddage.", "> Two afternoons."),
    "contact": Placeholder(_("where one can write on"), "li@aeroe.example", "li@aeroe.example"),
    "confirm": Placeholder(
        _("the address at which one confirms"), "https://portal.example/praksis/", "https://portal.example/praksis/"
    ),
    "confirmed": Placeholder(_("when it was last confirmed"), "1. november 2026", "1 November 2026"),
    "hidden": Placeholder(_("when it leaves the library"), "1. januar 2028", "1 January 2028"),
    "instead_of": Placeholder(_("who does not come"), "Bo Holm", "Bo Holm"),
}


def meaning_of(name: str) -> Promise | str:
    """Return what a placeholder stands for; its own name where nobody has described it."""
    known = PLACEHOLDERS.get(name)
    return known.meaning if known else name.replace("_", " ")


def samples(names: set[str], language: str) -> dict[str, str]:
    """Return a sample for each placeholder; one that is not described shows its name in brackets."""
    return {
        name: PLACEHOLDERS[name].sample(language) if name in PLACEHOLDERS else f"[{name.replace('_', ' ')}]"
        for name in names
    }
