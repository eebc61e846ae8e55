"""The pages of the success criteria: who meets them, what they show, two at work at once, and the reports."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from events.models import EventEvidence
from municipalities.models import Coordinatorship
from partnership.models import Assessment, AssessmentRound, AssessmentWriter, Body, CriterionAnswer, Letter
from partnership.roles import Role
from partnership.services.assessments import reopen_assessment, submit_assessment
from tests.events.factories import EventFactory
from tests.partnership.assessing import assessing, criterion_of, sent_in
from tests.partnership.factories import BodyFactory, PartnershipFactory, PersonFactory, SeatFactory, SeatHoldingFactory
from tests.partnership.logging_in import logged_in
from tests.tracks.factories import PracticeFactory
from tracks.models import Practice, PracticeEvidence, PracticeUse
from tracks.services.practices import retire_practice

pytestmark = pytest.mark.django_db


@pytest.fixture
def partnership():
    partnership = PartnershipFactory()
    for number in (1, 2):
        criterion_of(partnership, number)
    return partnership


def held_in(partnership, *, opens: int, due: int, kind: str = "midway") -> AssessmentRound:
    today = timezone.localdate()
    return AssessmentRound.objects.create(
        partnership=partnership,
        kind=kind,
        opens_on=today + dt.timedelta(days=opens),
        due_on=today + dt.timedelta(days=due),
    )


def page(name: str, agreement, *more) -> str:
    return reverse(name, args=[agreement.municipality.code, *more])


def staff() -> object:
    person = PersonFactory(is_staff=True)
    person.groups.add(Group.objects.get(name=Role.SECRETARIAT.value))
    return logged_in(person, "code", "mfa")


def test_a_coordinator_writes_criterion_by_criterion_and_sends_in(partnership) -> None:
    held_in(partnership, opens=-5, due=5)
    agreement, person = assessing(partnership)
    past = timezone.now() - dt.timedelta(days=30)
    event = EventFactory(
        body=BodyFactory(partnership=partnership),
        host=agreement.municipality,
        starts_at=past,
        ends_at=past + dt.timedelta(hours=3),
        answer_by=past - dt.timedelta(days=9),
    )
    own, used, foreign = (PracticeFactory(partnership=partnership) for _ in range(3))
    hidden = PracticeFactory(municipality=agreement.municipality, status="draft")
    Practice.objects.filter(pk=own.pk).update(municipality=agreement.municipality)
    PracticeUse.objects.create(practice=used, municipality=agreement.municipality, stated_at=past)
    client = logged_in(person)
    form = client.get(page("assessment_answer", agreement, "midtvejs", 1)).context["form"]
    values = {
        "seen": form["seen"].value(),
        "step": "4",
        "text": "Vi ser det i hverdagen",
        "event": event.pk,
        "practice": used.pk,
        "next": "1",
    }
    for wrong in (foreign, hidden):
        refused = client.post(page("assessment_answer", agreement, "midtvejs", 1), values | {"practice": wrong.pk})
        assert refused.status_code == 422
    response = client.post(page("assessment_answer", agreement, "midtvejs", 1), values)
    assert response.headers["Location"] == page("assessment_answer", agreement, "midtvejs", 2)
    assert EventEvidence.objects.get().event == event
    assert PracticeEvidence.objects.get().practice == used
    assert client.post(page("assessment", agreement, "midtvejs")).status_code == 422
    form = client.get(page("assessment_answer", agreement, "midtvejs", 2)).context["form"]
    values |= {"seen": form["seen"].value(), "event": "", "practice": own.pk}
    assert client.post(page("assessment_answer", agreement, "midtvejs", 2), values).status_code == 302
    assert client.post(page("assessment", agreement, "midtvejs")).status_code == 302
    assert Assessment.objects.get().status == "submitted"
    # a practice that is taken out of the library still stands, without a link
    retire_practice(used, now=timezone.now())
    written = client.get(page("assessment", agreement, "midtvejs")).content.decode()
    assert used.title in written
    assert used.slug not in written
    assert own.slug in written
    assert client.post(page("assessment_answer", agreement, "midtvejs", 1), values).status_code == 409


def test_two_who_write_about_one_criterion_do_not_overwrite_each_other(partnership) -> None:
    held_in(partnership, opens=-5, due=5)
    agreement, person = assessing(partnership)
    client, url = logged_in(person), page("assessment_answer", agreement, "midtvejs", 1)
    seen = client.get(url).context["form"]["seen"].value()
    assert client.post(url, {"seen": seen, "step": "2", "text": "Den første"}).status_code == 302
    refused = client.post(url, {"seen": seen, "step": "5", "text": "Den anden"})
    assert refused.status_code == 422
    assert "Den anden" in refused.content.decode()
    assert CriterionAnswer.objects.get().text == "Den første"


def test_strangers_and_former_coordinators_meet_not_found(partnership) -> None:
    held_in(partnership, opens=-5, due=5)
    agreement, person = assessing(partnership)
    stranger = logged_in(assessing(partnership)[1])
    Coordinatorship.objects.filter(person=person).update(to_on=timezone.localdate())
    for client in (stranger, logged_in(person)):
        for url in (
            page("criteria", agreement),
            page("criteria_pdf", agreement),
            page("assessment", agreement, "midtvejs"),
            page("assessment_answer", agreement, "midtvejs", 1),
            reverse("criteria_all"),
            reverse("criteria_report", args=["midtvejs"]),
        ):
            assert client.get(url).status_code == 404
    assert not Assessment.objects.visible_to(person).exists()


def test_who_sits_in_the_steering_group_sees_the_own_municipality(partnership) -> None:
    held = held_in(partnership, opens=-40, due=-10)
    agreement = sent_in(partnership, held, [1, 2, 3, 4, 5])[4]
    steering = BodyFactory(partnership=partnership, kind=Body.Kind.STEERING_GROUP)
    seat = SeatFactory(body=steering, municipality=agreement.municipality)
    politician = SeatHoldingFactory(seat=seat).person
    seen = logged_in(politician).get(reverse("own_criteria"))
    assert seen.context["municipality"] == agreement.municipality
    assert [picture.lines[0].own for picture in seen.context["pictures"]] == [5, 5]
    assert logged_in(politician).get(page("criteria", agreement)).status_code == 404
    other = SeatHoldingFactory(seat=SeatFactory(body=BodyFactory(partnership=partnership)))
    assert logged_in(other.person).get(reverse("own_criteria")).status_code == 404


@pytest.mark.parametrize(("steps", "median"), [([1, 2, 3, 4], None), ([1, 2, 3, 4, 5], 3)])
def test_the_cockpit_compares_from_five_in_a_constant_number_of_queries(
    partnership, steps, median, django_assert_num_queries
) -> None:
    held = held_in(partnership, opens=-40, due=-10)
    agreement = sent_in(partnership, held, steps)[0]
    client = logged_in(agreement.municipality.coordinatorships.get().person)
    client.get(page("criteria", agreement))
    with django_assert_num_queries(16):
        response = client.get(page("criteria", agreement))
    line = response.context["pictures"][0].lines[0]
    assert (line.spread and line.spread.median) == median
    assert line.own == 1


def test_the_secretariat_reopens_with_a_reason_and_fetches_the_report(partnership) -> None:
    first = held_in(partnership, opens=-90, due=-60, kind="baseline")
    held = held_in(partnership, opens=-40, due=-10)
    sent_in(partnership, first, [1, 2, 2, 2, 3])
    agreements = sent_in(partnership, held, [3, 4, 4, 4, 5])
    client = staff()
    content = client.get(reverse("criteria_report", args=["midtvejs"])).content
    text = "\n".join(leaf.extract_text() for leaf in PdfReader(io.BytesIO(content)).pages)
    assert "Midtvejsrapport" in text
    assert "+2" in text
    assert "Vi er i gang" in text
    assert agreements[0].municipality.name not in text
    url = page("assessment_reopen", agreements[0], "midtvejs")
    assert client.post(url, {"because": ""}).status_code == 422
    assert client.post(url, {"because": "En fejl"}).status_code == 302
    again = client.get(reverse("criteria_report", args=["midtvejs"])).content
    text = "\n".join(leaf.extract_text() for leaf in PdfReader(io.BytesIO(again)).pages)
    assert "Vi er i gang" not in text
    assert client.get(reverse("criteria_all")).status_code == 200


def test_the_report_of_a_round_waits_until_it_is_over(partnership) -> None:
    held_in(partnership, opens=-5, due=5)
    client = staff()
    assert client.get(reverse("criteria_report", args=["midtvejs"])).status_code == 404
    assert client.get(reverse("criteria_report", args=["findes-ikke"])).status_code == 404


def test_a_municipality_fetches_its_own_report(partnership) -> None:
    held = held_in(partnership, opens=-40, due=-10, kind="end")
    agreement = sent_in(partnership, held, [1, 2, 3, 4, 5])[0]
    practice = PracticeFactory(partnership=partnership, title="Det digitale værksted")
    answer = CriterionAnswer.objects.filter(assessment__agreement=agreement).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        PracticeEvidence.objects.create(answer=answer, practice=practice)  # it is sent in
    reopen_assessment(agreement, held=held, because="Mangler", by=PersonFactory(is_staff=True), now=timezone.now())
    PracticeEvidence.objects.create(answer=answer, practice=practice)
    coordinator = agreement.municipality.coordinatorships.get().person
    submit_assessment(agreement, held=held, by=coordinator, now=timezone.now())
    client = logged_in(coordinator)
    assert "Det digitale værksted" in client.get(page("criteria", agreement)).content.decode()
    text = PdfReader(io.BytesIO(client.get(page("criteria_pdf", agreement)).content)).pages[0].extract_text()
    assert agreement.municipality.official_name in text
    assert "Praksis: Det digitale værksted" in text
    assert "Vi er i gang" in text


@pytest.mark.parametrize("municipalities", [1, 3])
def test_the_secretariats_page_takes_a_constant_number_of_queries(
    partnership, municipalities, django_assert_num_queries
) -> None:
    held = held_in(partnership, opens=-40, due=-10)
    sent_in(partnership, held, [3] * municipalities)
    client = staff()
    client.get(reverse("criteria_all"))
    with django_assert_num_queries(11):
        client.get(reverse("criteria_all"))


def test_a_reopened_draft_stands_in_what_is_owed(partnership) -> None:
    held = held_in(partnership, opens=-40, due=-10)
    agreement = sent_in(partnership, held, [3])[0]
    reopen_assessment(agreement, held=held, because="Ret tallet", by=PersonFactory(is_staff=True), now=timezone.now())
    person = agreement.municipality.coordinatorships.get().person
    answers = CriterionAnswer.objects.filter(assessment__agreement=agreement)
    client, url = logged_in(person), page("assessment_answer", agreement, "midtvejs", 1)
    form = client.get(url).context["form"]
    assert client.post(url, {"seen": form["seen"].value(), "step": "5", "text": "Rettet"}).status_code == 302
    assert answers.get(criterion__number=1).step == 5


def test_a_named_colleague_writes_along_until_the_seat_or_the_right_ends(partnership) -> None:
    held_in(partnership, opens=-5, due=5)
    agreement, person = assessing(partnership)
    holding = SeatHoldingFactory(
        seat=SeatFactory(body=BodyFactory(partnership=partnership), municipality=agreement.municipality)
    )
    coordinator, colleague = logged_in(person), logged_in(holding.person)
    overview, url = page("assessment", agreement, "midtvejs"), page("assessment_answer", agreement, "midtvejs", 1)
    assert [colleague.get(address).status_code for address in (overview, url)] == [404, 404]
    stranger = PersonFactory()
    colleagues = page("assessment_colleagues", agreement)
    assert coordinator.post(colleagues, {"person": stranger.pk}).status_code == 422
    assert coordinator.post(colleagues, {"person": holding.person.pk}).status_code == 302
    assert Letter.objects.get(kind="assessment_writer").person == holding.person
    seen = colleague.get(url).context["form"]["seen"].value()
    assert colleague.post(url, {"seen": seen, "step": "3", "text": "Vi er to om det"}).status_code == 302
    assert CriterionAnswer.objects.get().changed_by == holding.person
    assert colleague.post(overview).status_code == 404
    assert colleague.get(page("criteria", agreement)).status_code == 200
    assert colleague.get(colleagues).status_code == 404
    holding.to_on = timezone.localdate()
    holding.save()
    assert colleague.get(url).status_code == 404
    writer = AssessmentWriter.objects.get()
    assert coordinator.post(colleagues, {"end": writer.pk}).status_code == 302
    assert not AssessmentWriter.objects.open().exists()
