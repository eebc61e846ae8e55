"""The pages of shared practice: for everybody, for who writes, for the secretariat."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from municipalities.models import Coordinatorship
from partnership.models import Letter, PersonalLink
from partnership.services.links import make_link, token_of
from tests.municipalities.factories import MunicipalityFactory
from tests.partnership.factories import AgreementFactory, PersonFactory, SeatFactory, SeatHoldingFactory
from tests.partnership.logging_in import logged_in
from tests.tracks.factories import PracticeFactory
from tracks.models import Practice, PracticeUse
from tracks.services.practice_links import practice_path

pytestmark = pytest.mark.django_db
LIST = "/praksis/"
WRITTEN = {
    "title": "Læsemakkere",
    "summary": "To og to",
    "description": "De læser **sammen**.\n\n<script>x</script>",
    "for_whom": ["for_school"],
    "time_spent": "En time",
    "result": "De læser mere.",
}


def queries(path: str, client: Client | None = None) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert (client or Client()).get(path).status_code == 200
    return len(seen)


def coordinator_of(practice: Practice) -> Client:
    person = PersonFactory()
    Coordinatorship.objects.create(person=person, municipality=practice.municipality, from_on=dt.date(2020, 1, 1))
    return logged_in(person)


def test_the_library_asks_as_often_for_three_as_for_one() -> None:
    for count in (1, 2):
        for _ in range(count):
            practice = PracticeFactory()
            PracticeUse.objects.create(practice=practice, municipality=MunicipalityFactory(), stated_at=timezone.now())
        assert queries(LIST) == 4
        assert queries(practice_path(practice)) == 3


def test_the_own_list_asks_as_often_for_three_as_for_one() -> None:
    first = PracticeFactory()
    client = coordinator_of(first)
    before = queries("/min-side/praksis/", client)
    for _ in range(2):
        PracticeFactory(municipality=first.municipality, partnership=first.partnership)
    assert queries("/min-side/praksis/", client) == before == 7


def test_everybody_reads_what_is_released_and_nothing_else() -> None:
    practice = PracticeFactory(title="Ærø læser", description="<script>x</script> [a](javascript:b)")
    page = Client().get(practice_path(practice)).content.decode()
    assert practice_path(practice) == f"/praksis/{practice.pk}-aeroe-laeser/"
    assert practice.author.name in page
    assert practice.author.email not in page
    assert "<script>x" not in page
    assert Client().get(f"/praksis/{practice.pk}-andet/").headers["Location"] == practice_path(practice)
    assert "Ærø læser" in Client().get(LIST, {"q": "læser", "setting": "for_school"}).content.decode()
    assert "Ærø læser" not in Client().get(LIST, {"q": "fodbold"}).content.decode()
    assert Client().get(LIST, {"track": "x", "side": "99", "setting": "'"}).status_code == 200
    Practice.objects.update(status="retired")
    for step in ("ask", "use"):
        assert Client().get(reverse(f"practices:{step}", args=[practice.pk])).status_code == 404
    assert Client().get(practice_path(practice)).status_code == 404


def test_somebody_with_a_seat_writes_adds_a_file_and_sends_it() -> None:
    agreement = AgreementFactory()
    seat = SeatFactory(body__partnership=agreement.partnership, municipality=agreement.municipality)
    person = SeatHoldingFactory(seat=seat, from_on=dt.date(2020, 1, 1)).person
    now = timezone.now()
    link = make_link(person, purpose=PersonalLink.Purpose.PARTICIPANT, expires_at=now + dt.timedelta(1), now=now)
    client = Client()
    client.get(f"/i/{token_of(link)}/")
    assert client.post("/min-side/praksis/ny/", {"title": ""}).status_code == 422
    address = client.post("/min-side/praksis/ny/", WRITTEN).headers["Location"]
    practice = Practice.objects.get()
    assert (practice.status, practice.author, practice.municipality) == ("draft", person, agreement.municipality)
    program = SimpleUploadedFile("plan.pdf", b"MZ a program")
    assert client.post(address + "filer/", {"file-file": program}).status_code == 422
    paper = SimpleUploadedFile("../../plan.pdf", b"%PDF-1.4\n%%EOF")
    client.post(address + "filer/", {"file-title": "Plan", "file-file": paper})
    file = practice.files.get()
    assert Client().get(reverse("practices:file", args=[practice.pk, file.pk])).status_code == 404
    response = client.get(reverse("practices:own-file", args=[practice.pk, file.pk]))
    assert b"".join(response.streaming_content) == b"%PDF-1.4\n%%EOF"
    assert response.headers["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    client.post(address, {**WRITTEN, "step": "send"})
    assert Practice.objects.get().status == "submitted"
    assert "nej" not in client.post(address, {**WRITTEN, "title": "nej", "step": "save"}).content.decode()
    assert Practice.objects.get().title == "Læsemakkere"


def test_a_personal_link_never_opens_what_its_person_coordinates() -> None:
    practice = PracticeFactory(status="draft")
    person = PersonFactory()
    Coordinatorship.objects.create(person=person, municipality=practice.municipality, from_on=dt.date(2020, 1, 1))
    now = timezone.now()
    link = make_link(person, purpose=PersonalLink.Purpose.PARTICIPANT, expires_at=now + dt.timedelta(1), now=now)
    client = Client()
    client.get(f"/i/{token_of(link)}/")
    address = reverse("practices:own-practice", args=[practice.pk])
    assert client.get(address).status_code == 404
    assert practice.title not in client.get("/min-side/praksis/").content.decode()
    assert logged_in(person).get(address).status_code == 200
    assert logged_in(PersonFactory()).get(address).status_code == 404


def test_the_link_of_the_yearly_letter_leads_to_the_two_buttons() -> None:
    practice = PracticeFactory()
    now = timezone.now()
    link = make_link(
        practice.author, purpose=PersonalLink.Purpose.PARTICIPANT, expires_at=now + dt.timedelta(1), now=now
    )
    Practice.objects.update(asked_link=link, asked_at=now)
    client = Client()
    address = client.get(f"/i/{token_of(link)}/").headers["Location"]
    assert address == reverse("practices:own-practice", args=[practice.pk])
    client.post(address, {"step": "confirm"})
    assert Practice.objects.get().asked_at is None
    client.post(address, {"step": "retire"})
    assert Practice.objects.get().status == "retired"


def test_a_coordinator_says_with_one_click_that_the_municipality_uses_it() -> None:
    practice, own = PracticeFactory(), PracticeFactory()
    client = coordinator_of(own)
    address = reverse("practices:declare", args=[practice.pk, own.municipality.code])
    client.post(address, {"use": "yes"})
    assert PracticeUse.objects.get().municipality == own.municipality
    assert own.municipality.official_name in Client().get(practice_path(practice)).content.decode()
    foreign = reverse("practices:declare", args=[practice.pk, MunicipalityFactory().code])
    assert client.post(foreign, {"use": "yes"}).status_code == 404
    client.post(address, {"use": "no"})
    client.post(reverse("practices:declare", args=[own.pk, own.municipality.code]), {"use": "yes"})
    assert not PracticeUse.objects.exists()


def test_the_secretariat_releases_and_gives_back_in_the_admin() -> None:
    practice = PracticeFactory(status="submitted")
    staff = PersonFactory(is_staff=True, is_superuser=True)
    client = logged_in(staff, "code", "mfa")
    assert client.get(f"/admin/tracks/practice/{practice.pk}/change/").status_code == 200
    step = f"/admin/tracks/practice/step/{{}}/?row={practice.pk}"
    client.post(step.format("release"))
    assert Practice.objects.get().status == "released"
    assert "Skriv, hvad forfatteren skal rette" in client.post(step.format("return")).content.decode()
    client.post(step.format("return"), {"note": "Hvad kostede det?"})
    assert Practice.objects.get().note == "Hvad kostede det?"
    client.post(step.format("release"))
    assert Practice.objects.get().status == "returned"
    assert Letter.objects.count() == 2
