"""Practices and summaries for tests; every date is fixed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import factory
from factory.django import DjangoModelFactory

from partnership.models import GuidingQuestion
from tests.municipalities.factories import MunicipalityFactory
from tests.partnership.factories import BodyFactory, PartnershipFactory, PersonFactory
from tracks.models import Practice, Summary
from tracks.services.practice_search import set_words

NOW = dt.datetime(2027, 3, 1, 9, 0, tzinfo=dt.UTC)


class PracticeFactory(DjangoModelFactory[Practice]):
    """A released practice of a municipality, which the search knows."""

    class Meta:
        model = Practice

    partnership = factory.SubFactory(PartnershipFactory)
    municipality = factory.SubFactory(MunicipalityFactory)
    author = factory.SubFactory(PersonFactory)
    title = factory.Sequence(lambda n: f"Praksis {n}")
    summary = "Kort fortalt"
    description = "Sådan gør vi."
    for_school = True
    time_spent = "To timer"
    result = "Det virker."
    status = Practice.Status.RELEASED
    released_at = confirmed_at = NOW

    @classmethod
    def _create(cls, model_class: type[Practice], *args: Any, **kwargs: Any) -> Practice:
        status = kwargs["status"]
        if status != Practice.Status.RELEASED:
            kwargs["released_at"] = kwargs["confirmed_at"] = None
        if status == Practice.Status.RETURNED:
            kwargs.setdefault("note", "Skriv mere.")
        row = model_class(*args, **kwargs)
        set_words(row)
        row.save()
        return row


class SummaryFactory(DjangoModelFactory[Summary]):
    """A published summary of a guiding question that everybody may read."""

    class Meta:
        model = Summary

    body = factory.SubFactory(BodyFactory)
    guiding_question = factory.LazyAttribute(
        lambda row: GuidingQuestion.objects.create(
            partnership=row.body.partnership,
            number=GuidingQuestion.objects.filter(partnership=row.body.partnership).count() + 1,
            text="Hvordan kommer vi fra mål til handling?",
        )
    )
    text = "Det kræver **tid**."
    readers = Summary.Readers.PUBLIC
    status = Summary.Status.PUBLISHED
    created_at = changed_at = published_at = NOW
