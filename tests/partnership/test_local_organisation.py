"""Local project organisations: written by the municipality, seen by whom it says, overwritten by nobody."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from municipalities.models import Coordinatorship, RegionMembership
from partnership.models import Agreement, FocusArea, LocalOrganisation, LocalProject, Partnership, Person, PersonalLink
from partnership.services.links import make_link, token_of
from partnership.services.local_organisation import (
    ChangedMeanwhile,
    ProjectEntry,
    find_local_projects,
    partnership_of,
    save_local_organisation,
)
from tests.config.coordinator_world import NOW, TODAY, coordinator_of, taking_part
from tests.municipalities.factories import RegionFactory
from tests.partnership.factories import BodyFactory, PartnershipFactory, PersonFactory, SeatHoldingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def partnership() -> Partnership:
    partnership = PartnershipFactory()
    BodyFactory(partnership=partnership)
    for number, text in enumerate(["Lederne: hvordan de leder.", "Forældrene: hvordan de følger med."], 1):
        FocusArea.objects.create(partnership=partnership, number=number, text=text)
    return partnership


def area(partnership: Partnership, number: int = 1) -> FocusArea:
    return partnership.focus_areas.get(number=number)


def save(agreement: Agreement, *entries: ProjectEntry, seen: int = 0, shown: bool = False) -> LocalOrganisation:
    by = Coordinatorship.objects.filter(municipality=agreement.municipality).first()
    return save_local_organisation(
        agreement, seen_version=seen, is_shown=shown, entries=entries, by=by.person if by else None, now=NOW
    )


def described(partnership: Partnership, *, owner: str = "Skolechefen", shown: bool = True, **values: str) -> Agreement:
    """Return a new municipality that has described the first focus area."""
    agreement = taking_part(partnership)
    save(agreement, ProjectEntry(area(partnership), owner, **values), shown=shown)
    return agreement


def holder(agreement: Agreement) -> Person:
    """Return somebody who holds a seat of the municipality."""
    return SeatHoldingFactory(seat=agreement.municipality.seats.first()).person


def owners(person: Person, partnership: Partnership, **search: object) -> list[str]:
    found = find_local_projects(person, partnership=partnership, on=TODAY, **search)
    return [project.owner for row in found for project in row.projects]


# --- Storing


def test_what_is_not_among_the_entries_is_taken_away(partnership) -> None:
    agreement = taking_part(partnership)
    first, second = (ProjectEntry(area(partnership, number), f"Ejer {number}") for number in (1, 2))
    save(agreement, first, second)
    organisation = save(agreement, second, seen=1, shown=True)
    assert (organisation.version, organisation.is_shown) == (2, True)
    assert [project.owner for project in organisation.projects.all()] == ["Ejer 2"]


def test_saving_again_what_is_stored_changes_nothing_even_from_an_old_page(partnership) -> None:
    agreement = taking_part(partnership)
    entry = ProjectEntry(area(partnership), "Skolechefen")
    assert [save(agreement, entry).version, save(agreement, entry).version] == [1, 1]


def test_a_change_by_somebody_else_is_reported_and_not_overwritten(partnership) -> None:
    agreement = taking_part(partnership)
    save(agreement, ProjectEntry(area(partnership), "Skolechefen"))
    with pytest.raises(ChangedMeanwhile) as refusal:
        save(agreement, ProjectEntry(area(partnership), "Dagtilbudschefen"), seen=0)
    assert refusal.value.stored.version == 1
    assert LocalProject.objects.get().owner == "Skolechefen"


def test_the_database_refuses_an_area_twice_and_one_without_an_owner(partnership) -> None:
    organisation = LocalOrganisation.objects.get(agreement=described(partnership))
    for values in (
        {"focus_area": area(partnership), "owner": "En til"},
        {"focus_area": area(partnership, 2), "owner": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            LocalProject.objects.create(organisation=organisation, **values)


def test_the_database_refuses_another_partnerships_area(partnership) -> None:
    organisation = LocalOrganisation.objects.get(agreement=described(partnership))
    foreign = FocusArea.objects.create(partnership=PartnershipFactory(), number=1, text="Fremmed")
    with pytest.raises(IntegrityError), transaction.atomic():
        LocalProject.objects.create(organisation=organisation, focus_area=foreign, owner="Nogen")
    with pytest.raises(IntegrityError), transaction.atomic():
        LocalProject.objects.update(focus_area=foreign)


# --- Seeing


def test_others_see_what_is_shown_and_everybody_the_own(partnership) -> None:
    shown = described(partnership, owner="Vist")
    hidden = described(partnership, owner="Skjult", shown=False)
    assert owners(coordinator_of(shown), partnership) == ["Vist"]
    assert owners(holder(shown), partnership) == ["Vist"]
    for person in (coordinator_of(hidden), holder(hidden), PersonFactory(is_staff=True)):
        assert sorted(owners(person, partnership)) == ["Skjult", "Vist"]


def test_a_stranger_a_former_participant_and_another_partnership_see_nothing(partnership) -> None:
    described(partnership)
    former = taking_part(partnership)
    person = coordinator_of(former)
    Coordinatorship.objects.filter(person=person).update(to_on=dt.date(2026, 10, 2))
    elsewhere = PartnershipFactory()
    BodyFactory(partnership=elsewhere)
    for other in (PersonFactory(), person, coordinator_of(taking_part(elsewhere))):
        assert not LocalProject.objects.visible_to(other).exists()
        assert not LocalOrganisation.objects.visible_to(other).exists()


def test_what_a_municipality_showed_is_hidden_once_it_has_left(partnership) -> None:
    left, other = described(partnership), described(partnership, owner="Tilbage")
    Agreement.objects.filter(pk=left.pk).update(status="withdrawn", withdrawn_from=TODAY)
    assert owners(coordinator_of(other), partnership) == ["Tilbage"]
    assert owners(coordinator_of(left), partnership) == []


def test_the_search_takes_all_words_and_danish_letters_of_both_sizes(partnership) -> None:
    agreement = described(partnership, owner="Ældrerådet", works_on="Årshjul for Øster skole")
    described(partnership, owner="Skolechefen", works_on="Årshjul")
    person = coordinator_of(agreement)
    assert owners(person, partnership, words="ÅRSHJUL øster") == ["Ældrerådet"]
    assert owners(person, partnership, words="ældre") == ["Ældrerådet"]
    assert owners(person, partnership, words=agreement.municipality.name.upper()) == ["Ældrerådet"]
    assert owners(person, partnership, words="findes ikke") == []


def test_the_search_takes_a_region_of_the_day_and_a_focus_area(partnership) -> None:
    agreement = described(partnership, owner="Her")
    described(partnership, owner="Der")
    region = RegionFactory(slug="oest")
    RegionMembership.objects.create(municipality=agreement.municipality, region=region, from_on=dt.date(2020, 1, 1))
    person = coordinator_of(agreement)
    assert owners(person, partnership, region="oest") == ["Her"]
    assert owners(person, partnership, region="vest") == []
    assert owners(person, partnership, area=2) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_search_takes_two_questions(partnership, count, django_assert_num_queries) -> None:
    agreements = [described(partnership) for _ in range(count)]
    person = coordinator_of(agreements[0])
    with django_assert_num_queries(2):
        assert len(owners(person, partnership)) == count


def test_people_look_at_the_newest_partnership_that_they_take_part_in(partnership) -> None:
    newer = PartnershipFactory(starts_on=dt.date(2026, 11, 1))
    person = coordinator_of(described(partnership))
    assert partnership_of(person, on=TODAY) == partnership
    assert partnership_of(PersonFactory(is_staff=True), on=TODAY) == newer
    assert partnership_of(PersonFactory(), on=TODAY) is None


# --- The pages


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def address(agreement: Agreement) -> str:
    return f"/kommune/{agreement.municipality.code}/lokal-organisation/"


def filled(version: int, **values: str) -> dict[str, str]:
    fields = ("owner", "contact", "contact_email", "works_on")
    return {"version": str(version), **{f"{name}_{number}": "" for name in fields for number in (1, 2)}, **values}


def test_a_coordinator_writes_all_areas_on_one_page(partnership) -> None:
    agreement = taking_part(partnership)
    client = client_of(coordinator_of(agreement))
    assert "Lederne: hvordan de leder." in client.get(address(agreement)).content.decode()
    values = filled(0, owner_1="Skolechefen", contact_email_1="skole@koege.example", owner_2="Rådet", is_shown="on")
    assert client.post(address(agreement), values)["Location"] == address(agreement)
    organisation = LocalOrganisation.objects.get()
    assert organisation.is_shown
    assert organisation.changed_by == coordinator_of(agreement)
    assert list(organisation.projects.values_list("owner", "contact_email")) == [
        ("Skolechefen", "skole@koege.example"),
        ("Rådet", ""),
    ]
    page = client.get(address(agreement)).content.decode()
    assert 'value="Skolechefen"' in page
    assert '<input type="hidden" name="version" value="1"' in page


def test_errors_are_said_per_row_and_nothing_typed_is_lost(partnership) -> None:
    agreement = taking_part(partnership)
    values = filled(0, works_on_1="Noget", owner_2="Rådet", contact_email_2="ikke en adresse")
    response = client_of(coordinator_of(agreement)).post(address(agreement), values)
    page = response.content.decode()
    assert response.status_code == 422
    assert '<a href="#id_owner_1">Lederne, Ejer</a>: Skriv, hvem der ejer arbejdet' in page
    assert '<a href="#id_contact_email_2">Forældrene, Kontaktpersonens e-mailadresse</a>' in page
    assert "Noget</textarea>" in page
    assert 'value="ikke en adresse"' in page
    assert not LocalOrganisation.objects.exists()


def test_a_page_without_its_version_is_refused_with_a_sentence(partnership) -> None:
    agreement = taking_part(partnership)
    client = client_of(coordinator_of(agreement))
    for version in ("", "x", "-1"):
        response = client.post(address(agreement), {**filled(0, owner_1="Skolechefen"), "version": version})
        assert response.status_code == 422
        assert "Siden er for gammel" in response.content.decode()


def test_the_second_of_two_coordinators_sees_both_versions_and_may_save_knowingly(partnership) -> None:
    agreement = taking_part(partnership, coordinators=2)
    save(agreement, ProjectEntry(area(partnership), "Først"), shown=True)
    client = client_of(coordinator_of(agreement))
    response = client.post(address(agreement), filled(0, owner_1="Sidst", works_on_1="Mit eget"))
    page = response.content.decode()
    assert response.status_code == 409
    assert "En anden har ændret det i mellemtiden" in page
    assert coordinator_of(agreement).name in page
    assert "<dd>Først</dd>" in "".join(page.split())
    assert 'value="Sidst"' in page
    assert "Mit eget</textarea>" in page
    assert "Den vises for de andre" in page
    assert LocalProject.objects.get().owner == "Først"
    again = client.post(address(agreement), filled(1, owner_1="Sidst", works_on_1="Mit eget"))
    assert again.status_code == 302
    assert LocalProject.objects.get().owner == "Sidst"


def test_only_the_municipalitys_coordinators_write(partnership) -> None:
    own, other = taking_part(partnership), taking_part(partnership)
    values = filled(0, owner_1="Fremmed")
    for person in (
        coordinator_of(other),
        holder(own),
        PersonFactory(is_staff=True, is_superuser=True),
        PersonFactory(),
    ):
        client = client_of(person)
        assert client.get(address(own)).status_code == 404
        assert client.post(address(own), values).status_code == 404
    assert Client().post(address(own), values)["Location"].startswith("/konto/log-ind/")
    assert not LocalOrganisation.objects.exists()


def test_a_participant_reads_the_list_by_the_personal_link(partnership) -> None:
    described(partnership, owner="Vist", contact="Mette Holm", contact_email="mette@koege.example")
    person = holder(taking_part(partnership))
    link = make_link(
        person,
        purpose=PersonalLink.Purpose.PARTICIPANT,
        expires_at=dt.datetime(2100, 1, 1, tzinfo=dt.UTC),
        now=NOW,
    )
    client = Client()
    assert client.get("/lokal-organisation/")["Location"] == "/send-link/"
    client.get(f"/i/{token_of(link)}/")
    page = client.get("/lokal-organisation/").content.decode()
    assert "Vist" in page
    assert 'href="mailto:mette@koege.example"' in page
    assert "Skriv om" not in page


def test_the_list_is_not_there_for_who_takes_part_in_nothing(partnership) -> None:
    described(partnership)
    assert client_of(PersonFactory()).get("/lokal-organisation/").status_code == 404


def test_choices_that_do_not_exist_are_no_choices(partnership) -> None:
    agreement = described(partnership, owner="Vist")
    client = client_of(coordinator_of(agreement))
    for query in ("?region=findes-ikke", "?area=99", "?area=x", "?q=" + "x" * 200):
        response = client.get("/lokal-organisation/" + query)
        assert response.status_code == 200


def test_an_empty_list_and_a_search_that_finds_nothing_say_so(partnership) -> None:
    client = client_of(coordinator_of(taking_part(partnership)))
    assert "Ingen kommuner viser" in client.get("/lokal-organisation/").content.decode()
    assert "Prøv med færre ord" in client.get("/lokal-organisation/?q=intet").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_page_asks_a_constant_number_of_questions(partnership, count, django_assert_num_queries) -> None:
    agreements = [described(partnership) for _ in range(count)]
    client = client_of(coordinator_of(agreements[0]))
    with django_assert_num_queries(10):
        assert client.get("/lokal-organisation/").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_secretariats_list_has_filters_and_a_constant_number_of_questions(
    partnership, count, django_assert_max_num_queries
) -> None:
    for _ in range(count):
        described(partnership, owner="Vist")
    client = client_of(PersonFactory(is_staff=True, is_superuser=True))
    with django_assert_max_num_queries(14):
        page = client.get("/admin/partnership/localproject/").content.decode()
    assert page.count(">Vist<") == count
    code = Agreement.objects.first().municipality.code
    for query in (
        f"municipality={code}",
        f"area={area(partnership).pk}",
        "organisation__is_shown__exact=1",
        "region=findes-ikke",
        "q=Vist",
    ):
        assert client.get(f"/admin/partnership/localproject/?{query}").status_code == 200
    one = LocalProject.objects.first()
    assert client.get(f"/admin/partnership/localproject/{one.pk}/change/").status_code == 200
    assert client.get("/admin/partnership/localproject/add/").status_code == 403
