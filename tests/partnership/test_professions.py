"""Which professions a body takes is decided, recorded and never rewritten."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, transaction
from django.test import Client

from partnership.models import ProfessionDecision
from partnership.roles import Role
from partnership.services.professions import DecisionRefused, record_professions, sought_by
from tests.partnership.factories import BodyFactory, PersonFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)


def decide(body, professions: str, day: dt.date) -> ProfessionDecision:
    return record_professions(body, professions=professions, decided_on=day, minutes="Punkt 4", by=None, now=NOW)


def test_the_newest_decision_on_a_day_counts() -> None:
    body, other = BodyFactory.create_batch(2)
    decide(body, "Skolesekretærer", dt.date(2026, 3, 1))
    decide(body, " Lærere \n\nPædagoger\nLærere", dt.date(2026, 5, 1))
    decide(other, "Andre", dt.date(2026, 1, 1))
    told = {
        day: [sought.professions for sought in sought_by([body, other], on=day)]
        for day in (dt.date(2026, 2, 1), dt.date(2026, 3, 1), dt.date(2026, 6, 1))
    }
    assert list(told.values()) == [
        [[], ["Andre"]],
        [["Skolesekretærer"], ["Andre"]],
        [["Lærere", "Pædagoger"], ["Andre"]],
    ]


def test_of_two_decisions_on_one_day_the_one_recorded_last_counts() -> None:
    body = BodyFactory()
    decide(body, "Lærere", dt.date(2026, 3, 1))
    decide(body, "Pædagoger", dt.date(2026, 3, 1))
    assert sought_by([body], on=dt.date(2026, 3, 1))[0].professions == ["Pædagoger"]


@pytest.mark.parametrize(("professions", "day"), [(" \n ", dt.date(2026, 3, 1)), ("Lærere", dt.date(2026, 11, 3))])
def test_nothing_and_what_is_still_to_be_decided_is_refused(professions, day) -> None:
    with pytest.raises(DecisionRefused):
        decide(BodyFactory(), professions, day)


def test_the_database_refuses_to_rewrite_or_forget_a_decision() -> None:
    decision = decide(BodyFactory(), "Lærere", dt.date(2026, 3, 1))
    with pytest.raises(DatabaseError), transaction.atomic():
        ProfessionDecision.objects.update(professions="Andre")
    with pytest.raises(DatabaseError), transaction.atomic():
        decision.delete()
    assert ProfessionDecision.objects.get().professions == "Lærere"


def secretariat() -> Client:
    sanne = PersonFactory(is_staff=True)
    sanne.groups.add(Group.objects.get(name=Role.SECRETARIAT.value))
    client = Client()
    client.force_login(sanne)
    return client


def test_the_secretariat_records_a_decision_and_sees_it_on_the_body() -> None:
    body = BodyFactory()
    client = secretariat()
    fields = {"body": body.pk, "decided_on": "2026-03-01", "professions": "Lærere\r\nPædagoger", "minutes": "Punkt 4"}
    assert client.post("/admin/partnership/professiondecision/add/", fields).status_code == 302
    decision = ProfessionDecision.objects.get()
    assert (decision.names(), decision.recorded_by is None) == (["Lærere", "Pædagoger"], False)
    assert "Pædagoger" in client.get(f"/admin/partnership/body/{body.pk}/change/").content.decode()
    page = f"/admin/partnership/professiondecision/{decision.pk}/change/"
    assert "Punkt 4" in client.get(page).content.decode()
    assert client.post(page, fields).status_code == 403


@pytest.mark.parametrize(("field", "value"), [("decided_on", "2999-01-01"), ("professions", " "), ("minutes", "")])
def test_the_form_says_what_is_missing(field, value) -> None:
    fields = {"body": BodyFactory().pk, "decided_on": "2026-03-01", "professions": "Lærere", "minutes": "Punkt 4"}
    response = secretariat().post("/admin/partnership/professiondecision/add/", fields | {field: value})
    assert list(response.context["adminform"].form.errors) == [field]
