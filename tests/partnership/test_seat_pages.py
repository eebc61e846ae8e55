"""The coordinator's pages for seats, and the approver's page, as people use them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from events.models import Invitation
from events.services.invitations import send_invitations
from municipalities.models import Coordinatorship
from partnership.logs import without_links
from partnership.models import Agreement, Body, Letter, Nomination, Person, PersonalLink, Seat, SeatHolding
from partnership.services.links import make_link, token_of, url_of
from partnership.services.nominations import name_approver, propose_holder
from partnership.services.seats import create_seats, hand_over_seat, nominate
from tests.events.factories import EventFactory
from tests.partnership.factories import AgreementFactory, BodyFactory, PersonFactory

pytestmark = pytest.mark.django_db


def today() -> dt.date:
    return timezone.localdate()


def in_days(days: int) -> dt.date:
    return today() + dt.timedelta(days=days)


@pytest.fixture
def agreement() -> Agreement:
    return AgreementFactory()


@pytest.fixture
def body(agreement: Agreement) -> Body:
    body = BodyFactory(partnership=agreement.partnership, name="Ledelsesspor", key="leadership")
    create_seats(agreement)
    return body


@pytest.fixture
def holding(agreement: Agreement, body: Body) -> SeatHolding:
    person = PersonFactory(name="Anna Leder", title="skoleleder", workplace="Kirkeskolen")
    return nominate(agreement.municipality, body=body, person=person, from_on=in_days(-100))


@pytest.fixture
def coordinator(agreement: Agreement, client: Client) -> Client:
    person = PersonFactory(name="Karen Koordinator")
    Coordinatorship.objects.create(person=person, municipality=agreement.municipality, from_on=in_days(-200))
    client.force_login(person)
    return client


def board(agreement: Agreement) -> str:
    return f"/kommune/{agreement.municipality.code}/pladser/"


def page_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


NEW = {"name": "Bo Ny", "email": "bo.ny@kommune.example", "title": "lærer", "workplace": "Byskolen", "phone": "12 34"}


def test_one_screen_says_who_since_when_and_what_is_missing(coordinator, agreement, holding) -> None:
    hand_over_seat(holding.seat, to=PersonFactory(name="Bo Næste"), on=in_days(40))
    page = page_of(coordinator, board(agreement))
    assert "Anna Leder</strong>, skoleleder, Kirkeskolen" in page
    assert "mangler 2" in page
    assert "Bo Næste" in page
    assert page.count('scope="row"') == 5
    assert "/pladser/tilfoej/?gruppe=leadership" in page
    assert "Fortryd planen" in page


def test_swapping_takes_two_screens_and_the_successor_is_told(coordinator, agreement, holding) -> None:
    swap = f"{board(agreement)}{holding.seat_id}/skift/"
    assert swap in page_of(coordinator, board(agreement))
    page = page_of(coordinator, swap)
    assert "Fra nu af" in page
    assert "Kun denne gang" in page
    response = coordinator.post(swap, {"on": in_days(7).isoformat(), **NEW}, follow=True)
    assert response.redirect_chain == [(board(agreement), 302)]
    last = holding.seat.holdings.order_by("from_on").last()
    assert (last.person.email, last.person.phone, last.from_on) == ("bo.ny@kommune.example", "12 34", in_days(7))
    assert Letter.objects.get(kind="welcome").person == last.person
    assert "Bo Ny overtager pladsen efter Anna Leder fra" in response.content.decode()


def test_somebody_known_is_chosen_from_the_list_and_keeps_the_own_data(coordinator, agreement, body, holding) -> None:
    other = BodyFactory(partnership=agreement.partnership)
    create_seats(agreement)
    known = PersonFactory(name="Kendt Kollega")
    nominate(agreement.municipality, body=other, person=known, from_on=today())
    stranger = SeatHolding.objects.create(
        seat=Seat.objects.create(body=other, municipality=AgreementFactory().municipality, number=1),
        person=PersonFactory(name="Fremmed Person"),
        from_on=today(),
    )
    swap = f"{board(agreement)}{holding.seat_id}/skift/"
    page = page_of(coordinator, swap)
    assert "Kendt Kollega" in page
    assert "Fremmed Person" not in page
    on = today().isoformat()
    assert coordinator.post(swap, {"on": on, "person": stranger.person_id}).status_code == 422
    assert coordinator.post(swap, {"on": on, "person": known.pk}).status_code == 302
    assert SeatHolding.objects.open().get(seat=holding.seat).person == known


def test_an_address_that_is_known_is_recognised(coordinator, agreement, holding) -> None:
    known = PersonFactory(name="Rigtigt Navn", email="bo.ny@kommune.example")
    on = today().isoformat()
    coordinator.post(f"{board(agreement)}{holding.seat_id}/skift/", {"on": on, **NEW, "email": "BO.NY@kommune.example"})
    assert SeatHolding.objects.open().get().person == known
    assert Person.objects.get(pk=known.pk).name == "Rigtigt Navn"


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"on": "2020-01-01"}, "senere dag"),
        ({"on": "i morgen"}, "Skriv en dato"),
        ({"name": ""}, "Skriv navnet"),
        ({"email": "bo-at-kommune"}, "navn@kommune.dk"),
        ({"name": "", "email": "", "title": "", "workplace": "", "phone": ""}, "Skriv navnet"),
        ({"email": "anna@kommune.example"}, "har allerede en plads"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(coordinator, agreement, holding, changes, word) -> None:
    Person.objects.filter(pk=holding.person_id).update(email="anna@kommune.example")
    values = {"on": in_days(3).isoformat(), **NEW} | changes
    response = coordinator.post(f"{board(agreement)}{holding.seat_id}/skift/", values)
    page = response.content.decode()
    assert response.status_code == 422
    assert word in page
    assert all(f'value="{value}"' in page for name, value in values.items() if value and name != "on")
    assert SeatHolding.objects.get().to_on is None
    assert not Person.objects.filter(email="bo.ny@kommune.example").exists()


def test_a_seat_falls_vacant_and_the_plan_is_taken_back(coordinator, agreement, holding) -> None:
    here = f"{board(agreement)}{holding.seat_id}/"
    assert coordinator.post(f"{here}ledig/", {"on": in_days(5).isoformat()}).status_code == 302
    holding.refresh_from_db()
    assert holding.to_on == in_days(5)
    assert coordinator.get(f"{here}ledig/").status_code == 404
    assert "Ledig" in page_of(coordinator, board(agreement)) or "ledig" in page_of(coordinator, board(agreement))
    coordinator.post(f"{here}fortryd/")
    holding.refresh_from_db()
    assert holding.to_on is None


def test_nobody_of_another_municipality_and_no_staff_changes_a_seat(client, agreement, body, holding) -> None:
    stranger, former, staff = PersonFactory(), PersonFactory(), PersonFactory(is_staff=True, is_superuser=True)
    other = AgreementFactory(partnership=agreement.partnership).municipality
    Coordinatorship.objects.create(person=stranger, municipality=other, from_on=in_days(-9))
    Coordinatorship.objects.create(
        person=former, municipality=agreement.municipality, from_on=in_days(-9), to_on=in_days(-1)
    )
    here = f"{board(agreement)}{holding.seat_id}/"
    for person, sees in ((stranger, 404), (former, 404), (holding.person, 404), (staff, 200)):
        client.force_login(person)
        assert client.get(board(agreement)).status_code == sees
        for step in ("skift/", "ledig/", "fortryd/"):
            assert client.post(here + step, {"on": today().isoformat(), **NEW}).status_code == 404
    client.force_login(stranger)
    smuggled = f"/kommune/{other.code}/pladser/{holding.seat_id}/skift/"
    AgreementFactory(partnership=BodyFactory().partnership, municipality=other)
    assert client.post(smuggled, {"on": today().isoformat(), **NEW}).status_code == 404
    assert SeatHolding.objects.get().to_on is None


@pytest.mark.parametrize("count", [1, 3])
def test_the_screen_asks_a_constant_number_of_questions(
    coordinator, agreement, count, django_assert_num_queries
) -> None:
    for _ in range(count):
        body = BodyFactory(partnership=agreement.partnership, approval_required=True)
        create_seats(agreement)
        name_approver(agreement.municipality, body=body, name="Bo", email="bo@kommune.example", now=timezone.now())
        for _ in range(count):
            nominate(agreement.municipality, body=body, person=PersonFactory(), from_on=in_days(-3))
        propose_holder(
            agreement.municipality,
            body=body,
            person=PersonFactory(),
            from_on=today(),
            by=PersonFactory(),
            now=timezone.now(),
        )
    with django_assert_num_queries(9):
        assert coordinator.get(board(agreement)).status_code == 200


# Approval at home


@pytest.fixture
def nomination(agreement: Agreement, body: Body) -> Nomination:
    Body.objects.update(approval_required=True)
    body.refresh_from_db()
    now = timezone.now()
    name_approver(agreement.municipality, body=body, name="Bo Borgmester", email="bo@kommune.example", now=now)
    person = PersonFactory(name="Pia Foreslået")
    found = propose_holder(
        agreement.municipality, body=body, person=person, from_on=today(), by=PersonFactory(), now=now
    ).nomination
    assert found is not None
    return found


def link() -> PersonalLink:
    return PersonalLink.objects.get(purpose=PersonalLink.Purpose.APPROVER)


def approver_of(nomination: Nomination) -> Client:
    client = Client()
    assert client.get(f"/godkend/{token_of(link())}/").status_code == 303
    return client


def test_the_approver_opens_the_link_and_presses_one_button(nomination) -> None:
    client = Client()
    response = client.get(f"/godkend/{token_of(link())}/")
    assert (response.status_code, response["Location"]) == (303, "/godkendelse/")
    assert response["Referrer-Policy"] == "no-referrer"
    assert token_of(link()) not in str(dict(client.session))
    assert "Pia Foreslået" in page_of(client, "/godkendelse/")
    response = client.post("/godkendelse/", {"nomination": nomination.pk, "answer": "approve"}, follow=True)
    assert "Du har godkendt Pia Foreslået" in response.content.decode()
    assert SeatHolding.objects.get().person == nomination.person


def test_the_address_in_the_letter_is_the_approvers_own_page_and_stands_in_no_log(nomination) -> None:
    assert "/godkend/" in url_of(link())
    assert token_of(link()) not in without_links(f"GET {url_of(link())}")


def test_refusing_asks_for_a_reason(nomination) -> None:
    client = approver_of(nomination)
    response = client.post("/godkendelse/", {"nomination": nomination.pk, "answer": "refuse", "reason": ""})
    assert response.status_code == 422
    assert "Skriv hvorfor" in response.content.decode()
    client.post("/godkendelse/", {"nomination": nomination.pk, "answer": "refuse", "reason": "Ikke nu"})
    nomination.refresh_from_db()
    assert (nomination.status, nomination.reason) == (Nomination.Status.REFUSED, "Ikke nu")


def test_a_mail_scanner_decides_nothing(nomination) -> None:
    client = approver_of(nomination)
    before = list(Nomination.objects.values()), Letter.objects.count()
    client.head(f"/godkend/{token_of(link())}/")
    client.get("/godkendelse/")
    assert client.post("/godkendelse/", {"nomination": nomination.pk}).status_code == 422
    assert client.post("/godkendelse/", {"nomination": nomination.pk, "reason": "x"}).status_code == 422
    assert (list(Nomination.objects.values()), Letter.objects.count()) == before


def test_an_approver_decides_nothing_of_somebody_elses(nomination, agreement) -> None:
    other = Nomination.objects.create(
        seat=Seat.objects.get(number=4),
        person=PersonFactory(),
        from_on=today(),
        proposed_at=timezone.now(),
        approver=PersonFactory(),
        asked_at=timezone.now(),
    )
    client = approver_of(nomination)
    for pk in (other.pk, "x", ""):
        assert client.post("/godkendelse/", {"nomination": pk, "answer": "approve"}).status_code == 404
    other.refresh_from_db()
    assert other.status == Nomination.Status.AWAITING


def test_the_link_opens_nothing_but_its_own_page(nomination) -> None:
    client = approver_of(nomination)
    assert client.get("/min-side/")["Location"] == "/send-link/"
    assert client.get(f"/i/{token_of(link())}/").status_code == 404
    assert client.get("/fakturaer/").status_code == 302
    assert Client().get(f"/godkend/{'x' * 43}/").status_code == 404


def test_a_participants_link_approves_nothing(nomination) -> None:
    now = timezone.now()
    own = make_link(
        nomination.person, purpose=PersonalLink.Purpose.PARTICIPANT, expires_at=now + dt.timedelta(days=1), now=now
    )
    client = Client()
    assert client.get(f"/godkend/{token_of(own)}/").status_code == 404
    assert client.get("/godkendelse/").status_code == 302


def test_without_a_link_one_logs_in_and_sees_the_own(client, nomination) -> None:
    assert client.get("/godkendelse/")["Location"].startswith("/konto/log-ind/?next=")
    client.force_login(nomination.approver)
    assert "Pia Foreslået" in page_of(client, "/godkendelse/")
    client.force_login(PersonFactory())
    assert "Pia Foreslået" not in page_of(client, "/godkendelse/")


def test_what_was_decided_already_is_explained(nomination) -> None:
    client = approver_of(nomination)
    nomination.withdraw(at=timezone.now())
    response = client.post("/godkendelse/", {"nomination": nomination.pk, "answer": "approve"})
    assert response.status_code == 409
    assert "trukket tilbage" in response.content.decode()


def test_the_coordinator_withdraws_and_names_an_approver(coordinator, agreement, nomination) -> None:
    page = page_of(coordinator, board(agreement))
    assert "afventer godkendelse" in page
    assert "Bo Borgmester" in page
    approver = f"{board(agreement)}godkender/{Body.objects.get().pk}/"
    assert 'value="bo@kommune.example"' in page_of(coordinator, approver)
    assert coordinator.post(approver, {"name": "", "email": "x"}).status_code == 422
    coordinator.post(approver, {"name": "Ny Leder", "email": "ny@kommune.example"})
    nomination.refresh_from_db()
    assert nomination.approver.email == "ny@kommune.example"
    coordinator.post(f"{board(agreement)}udpegning/{nomination.pk}/traek-tilbage/")
    nomination.refresh_from_db()
    assert nomination.status == Nomination.Status.WITHDRAWN
    Body.objects.update(approval_required=False)
    assert coordinator.get(approver).status_code == 404


def test_a_swap_that_needs_approval_says_who_is_asked(coordinator, agreement, holding) -> None:
    Body.objects.update(approval_required=True)
    swap = f"{board(agreement)}{holding.seat_id}/skift/"
    values = {"on": in_days(3).isoformat(), **NEW}
    assert "hvem der godkender" in coordinator.post(swap, values).content.decode()
    coordinator.post(
        f"{board(agreement)}godkender/{Body.objects.get().pk}/", {"name": "Bo B", "email": "bo@kommune.example"}
    )
    response = coordinator.post(swap, values, follow=True)
    assert "Bo B er bedt om at godkende Bo Ny" in response.content.decode()
    assert SeatHolding.objects.count() == 1
    assert not Letter.objects.filter(person__email=NEW["email"]).exists()


# This time only


def test_a_substitute_in_two_screens(coordinator, agreement, body, holding) -> None:
    start = timezone.now() + dt.timedelta(days=30)
    event = EventFactory(
        body=body, starts_at=start, ends_at=start + dt.timedelta(hours=3), answer_by=None, title="Møde"
    )
    send_invitations(event, now=timezone.now())
    here = f"/aktiviteter/kommune/{agreement.municipality.code}/stedfortraeder/{holding.person_id}/"
    assert here in page_of(coordinator, f"{board(agreement)}{holding.seat_id}/skift/")
    assert f"{here}?aktivitet={event.pk}" in page_of(
        coordinator, f"/aktiviteter/kommune/{agreement.municipality.code}/"
    )
    assert "checked" in page_of(coordinator, here)
    invitation = Invitation.objects.get()
    assert coordinator.post(here, NEW).status_code == 422
    assert coordinator.post(here, NEW | {"invitation": 0}).status_code == 422
    response = coordinator.post(here, NEW | {"invitation": invitation.pk}, follow=True)
    page = " ".join(response.content.decode().split())
    assert "Bo Ny deltager i ”Møde” i stedet for Anna Leder" in page
    assert "stedfortræder kommer" in page
    assert "ikke inviteret" in page_of(coordinator, here)


def test_a_substitute_page_is_for_the_own_municipality(client, agreement, body, holding) -> None:
    here = f"/aktiviteter/kommune/{agreement.municipality.code}/stedfortraeder/{holding.person_id}/"
    for person in (holding.person, PersonFactory(is_staff=True, is_superuser=True)):
        client.force_login(person)
        assert client.get(here).status_code == 404
    stranger = PersonFactory()
    other = AgreementFactory().municipality
    Coordinatorship.objects.create(person=stranger, municipality=other, from_on=in_days(-9))
    client.force_login(stranger)
    assert client.get(here).status_code == 404
    assert client.get(f"/aktiviteter/kommune/{other.code}/stedfortraeder/{holding.person_id}/").status_code == 404
