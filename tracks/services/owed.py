"""What a municipality owes to those who ask about its practices."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnership.models import Agreement, Person
from partnership.owed import Owed
from tracks.models import Enquiry, Practice


def owed_questions(agreements: Sequence[Agreement], *, now: dt.datetime) -> dict[int, list[Owed]]:
    """Return per agreement that questions about its municipality's practices wait for an answer; one query."""
    municipalities = {agreement.municipality_id for agreement in agreements}
    asked = Enquiry.objects.unanswered().filter(practice__municipality__in=municipalities).order_by()
    waiting = Counter(asked.values_list("practice__partnership", "practice__municipality"))
    return {
        agreement.pk: [_waiting(count)]
        if (count := waiting[agreement.partnership_id, agreement.municipality_id])
        else []
        for agreement in agreements
    }


def questions_to(person: Person) -> int:
    """Return how many questions about what the person has written wait for an answer; one query."""
    return Enquiry.objects.about(Practice.objects.filter(author=person)).unanswered().count()


def _waiting(count: int) -> Owed:
    text = ngettext(
        "%(n)d question about your practices waits for an answer.",
        "%(n)d questions about your practices wait for an answer.",
        count,
    )
    return Owed(text=text % {"n": count}, url=reverse("practices:own"), action=_("See and answer"))
