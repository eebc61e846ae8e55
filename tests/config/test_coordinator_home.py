"""A coordinator's home: what the municipality owes, what comes, its invoices and seats; on the screen and on paper."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.test import Client
from django.utils.translation import override
from pypdf import PdfReader

from billing.services.fee_years import issue_invoices
from events.models import Event
from municipalities.models import Coordinatorship
from partnership.config.coordinator.overview import overview_of, what_is_owed
from partnership.config.coordinator.status_pdf import status_pdf
from partnership.models import Agreement, Partnership
from partnership.owed import Owed, most_urgent_first
from partnership.services.seats import create_seats, nominate
from tests.billing.factories import FeeYearFactory, SellerFactory
from tests.config.coordinator_world import NOW, coordinator_of, event_in, fill, invite, taking_part
from tests.partnership.factories import BodyFactory, PartnershipFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def partnership() -> Partnership:
    partnership = PartnershipFactory()
    BodyFactory(partnership=partnership, name="Ledelsesspor", seats_min=1, seats_max=5)
    return partnership


def client_of(agreement: Agreement) -> Client:
    client = Client()
    client.force_login(coordinator_of(agreement))
    return client


def home(agreement: Agreement) -> str:
    return client_of(agreement).get(f"/kommune/{agreement.municipality.code}/").content.decode()


def test_what_has_a_deadline_comes_first_and_the_rest_keeps_its_order() -> None:
    def owed(text: str, deadline: dt.date | None = None) -> Owed:
        return Owed(text=text, url="/", action="See", deadline=deadline)

    rows = [owed("a"), owed("late", dt.date(2026, 12, 2)), owed("b"), owed("soon", dt.date(2026, 12, 1))]
    assert [row.text for row in most_urgent_first(rows)] == ["soon", "late", "a", "b"]


def test_a_deadline_is_late_from_the_day_after() -> None:
    owed = Owed(text="", url="/", action="See", deadline=dt.date(2026, 12, 1))
    assert not owed.is_late(dt.date(2026, 12, 1))
    assert owed.is_late(dt.date(2026, 12, 2))
    assert not Owed(text="", url="/", action="See").is_late(dt.date(2026, 12, 2))


def test_all_rooms_say_what_a_municipality_owes(partnership) -> None:
    agreement = taking_part(partnership)
    FeeYearFactory(partnership=partnership)
    Coordinatorship.objects.all().delete()  # nobody to send the invoice to
    (invitation,) = invite(event_in(partnership, title="Workshop"), agreement)
    with override("en"):
        owed = what_is_owed([agreement], now=NOW)[agreement.pk]
    assert [(row.text, row.deadline, row.names) for row in owed] == [
        ("Workshop: 1 person has not answered the invitation.", dt.date(2026, 12, 17), (invitation.person.name,)),
        ("The municipality has no coordinator to send the invoice to.", dt.date(2027, 10, 1), ()),
        ("Ledelsesspor: 1 person is missing.", None, ()),
    ]


def test_what_one_municipality_owes_is_not_anothers(partnership) -> None:
    own, other = taking_part(partnership), taking_part(partnership)
    invite(event_in(partnership), other)
    nominate(own.municipality, body=partnership.bodies.get(), person=PersonFactory(), from_on=NOW.date())
    owed = what_is_owed([own, other], now=NOW)
    assert owed[own.pk] == []
    assert len(owed[other.pk]) == 2


@pytest.mark.parametrize("count", [1, 3])
def test_what_is_owed_takes_the_same_questions_for_one_and_for_three_municipalities(
    partnership, count, django_assert_num_queries
) -> None:
    SellerFactory(references_required=True)
    FeeYearFactory(partnership=partnership)
    agreements = [taking_part(partnership, coordinators=count) for _ in range(count)]
    for agreement in agreements:
        fill(agreement, size=count)
    with django_assert_num_queries(17):
        what_is_owed(agreements, now=NOW)


@pytest.mark.parametrize("size", [1, 3])
def test_the_home_asks_a_constant_number_of_questions(partnership, size, django_assert_num_queries) -> None:
    SellerFactory()
    agreement = taking_part(partnership, coordinators=size)
    fill(agreement, size=size)
    for number in range(1, size + 1):
        issue_invoices(FeeYearFactory(partnership=partnership, number=number), now=NOW)
    with django_assert_num_queries(25):
        overview_of(Agreement.objects.select_related("municipality", "partnership").get(), now=NOW)


def test_the_page_says_what_is_missing_and_where_it_is_solved(partnership) -> None:
    agreement = taking_part(partnership)
    code = agreement.municipality.code
    page = home(agreement)
    assert "Det mangler I" in page
    assert "Ledelsesspor: Der mangler 1 person." in page
    assert f'href="/kommune/{code}/pladser/"' in page


def test_a_municipality_that_owes_nothing_is_told_so_kindly(partnership) -> None:
    agreement = taking_part(partnership)
    nominate(agreement.municipality, body=partnership.bodies.get(), person=PersonFactory(), from_on=NOW.date())
    page = home(agreement)
    assert "I mangler ikke noget lige nu." in page
    assert "Der er ikke planlagt noget" in page
    assert "Der er ingen fakturaer endnu" in page


def test_another_municipalitys_home_and_sheet_are_not_found(partnership) -> None:
    own, other = taking_part(partnership), taking_part(partnership)
    client = client_of(own)
    assert client.get(f"/kommune/{own.municipality.code}/status.pdf").status_code == 200
    for address in (f"/kommune/{other.municipality.code}/", f"/kommune/{other.municipality.code}/status.pdf"):
        assert client.get(address).status_code == 404
    Coordinatorship.objects.update(to_on=dt.date(2026, 10, 2))
    assert client.get(f"/kommune/{own.municipality.code}/status.pdf").status_code == 404


def test_the_home_is_read_and_not_written(partnership) -> None:
    agreement = taking_part(partnership)
    assert client_of(agreement).post(f"/kommune/{agreement.municipality.code}/").status_code == 405


def test_staff_see_the_home_without_what_only_coordinators_do(partnership) -> None:
    agreement = taking_part(partnership)
    client = Client()
    client.force_login(PersonFactory(is_staff=True))
    page = client.get(f"/kommune/{agreement.municipality.code}/").content.decode()
    assert "/lokal-organisation/" in page
    assert f"/kommune/{agreement.municipality.code}/lokal-organisation/" not in page
    assert "/ugemail/" not in page


def pages_of(pdf: bytes) -> int:
    return len(PdfReader(io.BytesIO(pdf)).pages)


def test_a_full_municipality_fits_on_one_sheet(partnership) -> None:
    sizes = [("Politisk styregruppe", 2), ("Udviklingsgruppe", 3), ("Medarbejderspor", 5), ("Kommunikationsspor", 5)]
    for name, most in sizes:
        BodyFactory(partnership=partnership, name=name, seats_min=most, seats_max=most)
    SellerFactory()
    agreement = taking_part(partnership, coordinators=2)
    workplace = "Børnehuset ved Skærvekrogskolen"
    for body in partnership.bodies.all():
        for _ in range(body.seats_max):
            person = PersonFactory(title="Pædagogisk udviklingskonsulent", workplace=workplace)
            nominate(agreement.municipality, body=body, person=person, from_on=NOW.date())
    for number in range(4):
        event = event_in(
            partnership, days=20 + number, title=f"Opstartskonference {number} for den politiske styregruppe"
        )
        invite(event, agreement, count=5)
    for number in (1, 2):
        issue_invoices(FeeYearFactory(partnership=partnership, number=number), now=NOW)
    overview = overview_of(agreement, now=NOW)
    assert sum(len(row.holdings) for row in overview.bodies) == 20
    assert len(overview.owed) == 4
    with override("da"):
        assert pages_of(status_pdf(overview, now=NOW)) == 1


def test_an_empty_municipality_has_a_sheet_too(partnership) -> None:
    agreement = taking_part(partnership, coordinators=0)
    pdf = status_pdf(overview_of(agreement, now=NOW), now=NOW)
    assert pdf.startswith(b"%PDF-")
    assert pages_of(pdf) == 1


def test_the_sheet_shows_names_as_text_and_not_as_markup(partnership) -> None:
    agreement = taking_part(partnership)
    create_seats(agreement)
    person = PersonFactory(name="<img src='file:///etc/passwd'>")
    nominate(agreement.municipality, body=partnership.bodies.get(), person=person, from_on=NOW.date())
    response = client_of(agreement).get(f"/kommune/{agreement.municipality.code}/status.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Disposition"].startswith(f'inline; filename="status-{agreement.municipality.code}-')
    text = PdfReader(io.BytesIO(response.content)).pages[0].extract_text()
    assert "<img src='file:///etc/passwd'>" in text
    assert "root:" not in text


def test_events_of_another_partnership_are_not_ahead(partnership) -> None:
    agreement = taking_part(partnership)
    event_in(partnership, title="Vores")
    event_in(PartnershipFactory(), title="De andres")
    Event.objects.filter(title="Vores").update(cancelled_at=NOW)
    overview = overview_of(agreement, now=NOW)
    assert [row.event.title for row in overview.ahead] == ["Vores"]
    assert overview.owed[0].text.startswith("Ledelsesspor")
