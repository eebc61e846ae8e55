"""Who contributes to a track, and the projects it draws on: entered by the secretariat, read by everybody."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from events.models import Contribution, GuestOrganisation
from tests.partnership.factories import BodyFactory, PersonFactory
from tests.partnership.logging_in import logged_in
from tracks.models import RelatedProject, Track

pytestmark = pytest.mark.django_db


@pytest.fixture
def track() -> Track:
    body = BodyFactory(name="Medarbejderspor")
    return Track.objects.create(body=body, theme="Didaktik", launches_on=body.partnership.starts_on)


@pytest.fixture
def staff() -> Client:
    return logged_in(PersonFactory(is_staff=True, is_superuser=True), "code", "mfa")


@pytest.mark.parametrize("count", [1, 3])
def test_the_tracks_page_names_them_in_their_order(track, count, django_assert_num_queries) -> None:
    for number in range(count):
        organisation = GuestOrganisation.objects.create(
            name=f"Forening {number}", is_public=True, website="https://forening.example/"
        )
        Contribution.objects.create(organisation=organisation, body=track.body, what="Læremidler", position=9 - number)
        RelatedProject.objects.create(
            track=track,
            title=f"Projekt {number}",
            run_by="KL og kommunerne",
            teaches="Leg <b>og</b> sprog",
            from_on=dt.date(2026, 3, 1),
            until_on=dt.date(2027, 6, 1),
        )
    hidden = GuestOrganisation.objects.create(name="Den skjulte")
    Contribution.objects.create(organisation=hidden, body=track.body)
    url = f"/spor/{track.body.key}/"
    Client().get(url)
    with django_assert_num_queries(9):
        page = Client().get(url).content.decode()
    assert page.count("<h3>Forening") == page.count("https://forening.example/") == count
    assert page.count("<h3>Projekt") == page.count("Leg &lt;b&gt;og&lt;/b&gt; sprog") == count
    assert page.index(f"<h3>Forening {count - 1}") <= page.index("<h3>Forening 0")
    assert "marts 2026" in page
    assert "Den skjulte" not in page


def test_the_secretariat_enters_them(track, staff) -> None:
    contact = {"contacts-TOTAL_FORMS": 0, "contacts-INITIAL_FORMS": 0}
    contribution = {
        "contributions-TOTAL_FORMS": 1,
        "contributions-INITIAL_FORMS": 0,
        "contributions-0-body": track.body.pk,
        "contributions-0-what": "Samarbejde om data",
        "contributions-0-website": "dlf.org/samarbejde",
        "contributions-0-position": 1,
    }
    organisation = {"name": "DLF", "kind": "partner", "is_public": "on"}
    staff.post(reverse("admin:events_guestorganisation_add"), organisation | contact | contribution)
    assert Contribution.objects.get().link == "https://dlf.org/samarbejde"
    assert "Medarbejderspor" in staff.get(reverse("admin:events_guestorganisation_changelist")).content.decode()
    project = {
        "related_projects-TOTAL_FORMS": 1,
        "related_projects-INITIAL_FORMS": 0,
        "related_projects-0-title": "Kvalitetsløft",
        "related_projects-0-run_by": "KL",
        "related_projects-0-teaches": "Leg",
        "related_projects-0-position": 1,
        "related_projects-0-from_on": "2027-01-01",
        "related_projects-0-until_on": "2026-01-01",
    }
    values = {"body": track.body.pk, "theme": "Didaktik", "launches_on": track.launches_on.isoformat()}
    url = reverse("admin:tracks_track_change", args=[track.pk])
    assert "Projektet skal slutte, efter at det er begyndt" in staff.post(url, values | project).content.decode()
    staff.post(url, values | project | {"related_projects-0-until_on": ""})
    assert RelatedProject.objects.get().track == track


def test_nobody_stands_twice_in_a_track(track) -> None:
    organisation = GuestOrganisation.objects.create(name="DLF")
    Contribution.objects.create(organisation=organisation, body=track.body)
    with pytest.raises(IntegrityError), transaction.atomic():
        Contribution.objects.create(organisation=organisation, body=track.body)
    values = {"track": track, "title": "Kvalitetsløft", "run_by": "KL", "teaches": "Leg"}
    RelatedProject.objects.create(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        RelatedProject.objects.create(**values)
