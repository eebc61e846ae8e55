"""Summaries of bodies: their two states, what they are about, what came of the work, and the secretariat's page."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from municipalities.history import changes_of
from partnership.models import FocusArea
from tests.events import uploads
from tests.partnership.factories import BodyFactory, PartnershipFactory, PersonFactory
from tests.partnership.logging_in import logged_in
from tests.tracks.factories import NOW, SummaryFactory
from tracks.models import Output, Summary
from tracks.services.summaries import MOST_OUTPUTS, TooManyOutputs, add_output, publish_summary, take_back_summary

pytestmark = pytest.mark.django_db
D, P = Summary.Status.DRAFT, Summary.Status.PUBLISHED
STEPS = {"publish": publish_summary, "take back": take_back_summary}
#: status x step: where it leads, and whether anything changed.
TABLE = {
    (D, "publish"): (P, True),
    (P, "publish"): (P, False),
    (D, "take back"): (D, False),
    (P, "take back"): (D, True),
}


@pytest.mark.parametrize(("status", "step"), TABLE)
def test_every_step_from_every_status(status: Summary.Status, step: str) -> None:
    summary = SummaryFactory(status=status)
    after, changed = TABLE[status, step]
    assert STEPS[step](summary, now=NOW) is changed
    assert Summary.objects.get().status == after


def test_it_is_about_one_thing_of_its_own_partnership_and_there_is_one_of_it() -> None:
    summary = SummaryFactory()
    area = FocusArea.objects.create(partnership=summary.body.partnership, number=1, text="Lederne: hvordan de leder.")
    foreign = FocusArea.objects.create(partnership=PartnershipFactory(), number=1, text="Andre")
    SummaryFactory(body=summary.body, guiding_question=None, focus_area=area)
    for wrong in (
        {"guiding_question": summary.guiding_question},
        {"guiding_question": None, "focus_area": area},
        {"guiding_question": None, "focus_area": None},
        {"body": BodyFactory(partnership=summary.body.partnership), "focus_area": area},
        {"guiding_question": None, "focus_area": foreign},
        {"text": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            SummaryFactory(**{"body": summary.body, **wrong})


def test_an_output_more_than_a_page_can_hold_is_refused() -> None:
    summary = SummaryFactory()
    for number in range(MOST_OUTPUTS):
        Output.objects.create(summary=summary, title=f"Nr. {number}", url="https://viden.example/", added_at=NOW)
    with pytest.raises(TooManyOutputs):
        add_output(summary, title="En til", url="https://viden.example/", now=NOW)
    Output.objects.filter(title="Nr. 3").update(is_shown=False)
    add_output(summary, title="En til", url="https://viden.example/", now=NOW)
    assert summary.outputs.standing().count() == MOST_OUTPUTS


def test_the_secretariat_writes_publishes_adds_and_takes_back_in_the_admin() -> None:
    known = SummaryFactory()
    body, question = BodyFactory(partnership=known.body.partnership), known.guiding_question
    client = logged_in(PersonFactory(is_staff=True, is_superuser=True), "code", "mfa")
    foreign = FocusArea.objects.create(partnership=PartnershipFactory(), number=1, text="Andre")
    own = FocusArea.objects.create(partnership=body.partnership, number=1, text="Lederne")
    typed = {"body": body.pk, "guiding_question": question.pk, "text": "<b>Tid</b>", "readers": "body"}
    add = "/admin/tracks/summary/add/"
    assert f"{question} ({question.partnership})</option>" in client.get(add).content.decode()
    assert "ikke begge" in client.post(add, {**typed, "focus_area": own.pk}).content.decode()
    only_foreign = {**typed, "guiding_question": "", "focus_area": foreign.pk}
    assert "et andet partnerskab" in client.post(add, only_foreign).content.decode()
    assert "allerede en opsamling" in client.post(add, {**typed, "body": known.body_id}).content.decode()
    client.post(add, typed)
    summary = Summary.objects.exclude(pk=known.pk).get()
    assert summary.status == D
    step = f"/admin/tracks/summary/step/{{}}/?row={summary.pk}"
    client.post(step.format("publish"))
    assert "ikke begge" in client.post(step.format("output"), {"title": "Ark"}).content.decode()
    assert "Skriv hele adressen" in client.post(step.format("output"), {"title": "A", "url": "x y"}).content.decode()
    program = SimpleUploadedFile("ark.pdf", b"MZ a program")
    client.post(step.format("output"), {"title": "Ark", "file": program})
    assert not summary.outputs.exists()
    client.post(step.format("output"), {"title": "Ark", "file": SimpleUploadedFile("ark.pdf", uploads.PDF)})
    output = summary.outputs.get()
    change = f"/admin/tracks/summary/{summary.pk}/change/"
    inline = {"outputs-TOTAL_FORMS": 1, "outputs-INITIAL_FORMS": 1, "outputs-0-id": output.pk}
    inline |= {"outputs-0-summary": summary.pk, "outputs-0-title": "Arket"}
    assert client.post(change, {"text": "Mere **tid**", "readers": "body", **inline}).status_code == 302
    output.refresh_from_db()
    assert (output.title, output.is_shown) == ("Arket", False)
    page = client.get(change).content.decode()
    assert "<strong>tid</strong>" in page
    assert "&lt;b&gt;Tid&lt;/b&gt;" in page
    changed, *_before = changes_of(summary)
    assert [(field.before, field.after) for field in changed.fields] == [("<b>Tid</b>", "Mere **tid**")]
    assert client.get("/admin/tracks/summary/").status_code == 200
    client.post(step.format("take-back"))
    assert Summary.objects.get(pk=summary.pk).status == D
