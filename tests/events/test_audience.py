"""Guests beyond the seats: chosen municipalities, single people, organisations; and who follows by oneself."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.forms import inlineformset_factory

from events.forms.audience import AudienceSourceForm, AudienceSourceFormSet
from events.models import AudienceSource, Delegate, Event, GuestContact, GuestOrganisation, Invitation
from events.services.audience import audience_of
from events.services.invitations import send_invitations
from events.services.succession import follow_seats
from municipalities.models import Municipality
from partnership.models import Agreement, Letter
from tests.events.factories import NOW, EventFactory
from tests.events.test_invitations import TODAY, event_with_audience
from tests.partnership.factories import AgreementFactory, BodyFactory, PersonFactory, SeatFactory, SeatHoldingFactory
from tests.partnership.logging_in import logged_in
from tests.tracks.worlds import body_of, draft_for, taking_part
from tracks.models import Network
from tracks.services.network_changes import move_municipalities, publish_networks, take_back_networks
from tracks.services.networks import NetworkError

pytestmark = pytest.mark.django_db


def another_municipality(event: Event, number: int = 1) -> Agreement:
    agreement = AgreementFactory(partnership=event.partnership)
    SeatHoldingFactory(seat=SeatFactory(body=event.body, municipality=agreement.municipality, number=number))
    return agreement


def names(event: Event) -> set[str]:
    return {guest.person.name for guest in audience_of(event, on=TODAY)}


def organisation(*contacts: str, **fields: object) -> GuestOrganisation:
    made = GuestOrganisation.objects.create(name=f"Forening {GuestOrganisation.objects.count()}")
    for name in contacts:
        GuestContact.objects.create(organisation=made, person=PersonFactory(name=name), **fields)
    return made


def test_only_the_chosen_municipalities_are_asked() -> None:
    event = event_with_audience(1)
    chosen = another_municipality(event)
    AudienceSource.objects.create(event=event, municipality=chosen.municipality)
    assert [guest.municipality for guest in audience_of(event, on=TODAY)] == [chosen.municipality]


def test_single_people_and_contacts_of_organisations_are_asked_besides() -> None:
    event = event_with_audience(0)
    AudienceSource.objects.create(event=event, person=PersonFactory(name="Enkelt Person"))
    AudienceSource.objects.create(event=event, organisation=organisation("Første Kontakt", "Anden Kontakt"))
    closed = organisation("Vil ikke")
    closed.contacts.update(is_invited=False)
    AudienceSource.objects.create(event=event, organisation=closed)
    assert names(event) == {"Enkelt Person", "Første Kontakt", "Anden Kontakt"}


def test_an_event_for_guests_alone_leaves_the_seats_out() -> None:
    event = event_with_audience(2, invites_seats=False)
    AudienceSource.objects.create(event=event, person=PersonFactory(name="Enkelt Person"))
    assert names(event) == {"Enkelt Person"}


def test_who_has_a_seat_and_is_chosen_too_is_asked_once_for_the_seat() -> None:
    event = event_with_audience(1)
    [guest] = audience_of(event, on=TODAY)
    GuestContact.objects.create(organisation=organisation(), person=guest.person)
    AudienceSource.objects.create(event=event, person=guest.person)
    AudienceSource.objects.create(event=event, organisation=GuestOrganisation.objects.get())
    assert audience_of(event, on=TODAY) == [guest]


@pytest.mark.parametrize(("language", "sentence"), [("da", "du er kontaktperson for"), ("en", "the contact person of")])
def test_the_letter_to_a_guest_says_why(language, sentence) -> None:
    event = event_with_audience(0)
    source = organisation("Gæst")
    source.contacts.get().person.__class__.objects.filter(name="Gæst").update(language=language)
    AudienceSource.objects.create(event=event, organisation=source)
    assert send_invitations(event, now=NOW).sent == 1
    assert f"{sentence} {source}" in Letter.objects.get().text
    invitation = Invitation.objects.get()
    assert (invitation.municipality, invitation.organisation) == (None, source)


def test_new_holders_of_chosen_municipalities_follow_and_added_guests_wait_for_a_sending() -> None:
    event = event_with_audience(1)
    municipality = Agreement.objects.get().municipality
    AudienceSource.objects.create(event=event, municipality=municipality)
    send_invitations(event, now=NOW)
    another_municipality(event)
    AudienceSource.objects.create(event=event, person=PersonFactory())
    assert follow_seats(now=NOW).invited == 0
    SeatHoldingFactory(seat=SeatFactory(body=event.body, municipality=municipality, number=2))
    assert follow_seats(now=NOW).invited == 1
    assert send_invitations(event, now=NOW).sent == 1


def test_seats_do_not_follow_where_an_event_is_for_guests_alone() -> None:
    event = event_with_audience(1, invites_seats=False)
    AudienceSource.objects.create(event=event, person=PersonFactory())
    send_invitations(event, now=NOW)
    assert follow_seats(now=NOW).invited == 0


def test_a_delegate_who_is_named_after_the_sending_follows() -> None:
    event = event_with_audience(1)
    event.delegate_body = BodyFactory(partnership=event.partnership)
    event.save()
    send_invitations(event, now=NOW)
    municipality = Agreement.objects.get().municipality
    Delegate.objects.create(event=event, municipality=municipality, number=1, person=PersonFactory())
    assert [follow_seats(now=NOW).invited for _ in range(2)] == [1, 0]


def test_a_line_is_one_choice() -> None:
    event, person = event_with_audience(0), PersonFactory()
    for fields in ({}, {"person": person, "organisation": organisation()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            AudienceSource.objects.create(event=event, **fields)
    AudienceSource.objects.create(event=event, person=person)
    with pytest.raises(IntegrityError), transaction.atomic():
        AudienceSource.objects.create(event=event, person=person)


def workshop_for_a_network() -> tuple[Event, Network, list[Municipality]]:
    """An event of a body whose seven municipalities, a seat each, are split into two networks; one network is chosen."""
    body = body_of(7)
    for municipality in taking_part(body):
        SeatHoldingFactory(seat=SeatFactory(body=body, municipality=municipality))
    plan = draft_for(body)
    publish_networks(plan, now=NOW)
    event = EventFactory(partnership=body.partnership, body=body, delegate_body=None)
    network = plan.networks.get(number=1)
    AudienceSource.objects.create(event=event, network=network)
    return event, network, [row.municipality for row in network.members.select_related("municipality")]


def test_a_network_is_invited_and_who_joins_it_later_follows() -> None:
    event, network, inside = workshop_for_a_network()
    assert [send_invitations(event, now=NOW).sent for _ in range(2)] == [len(inside), 0]
    assert {row.municipality for row in Invitation.objects.all()} == set(inside)
    joined = another_municipality(event).municipality
    assert follow_seats(now=NOW).invited == 0
    move_municipalities(network.plan, municipalities=[joined], to=network.number)
    assert [follow_seats(now=NOW).invited for _ in range(2)] == [1, 0]
    assert Invitation.objects.filter(municipality=joined).exists()


def test_networks_that_an_event_invites_are_not_replaced() -> None:
    event, network, _inside = workshop_for_a_network()
    take_back_networks(network.plan)
    with pytest.raises(NetworkError, match=str(event)):
        draft_for(event.body)
    assert network.plan.networks.filter(pk=network.pk).exists()


def test_the_form_offers_networks_by_their_municipalities_and_the_sending_names_them() -> None:
    event, network, inside = workshop_for_a_network()
    staff = logged_in(PersonFactory(is_staff=True, is_superuser=True), "code", "mfa")
    page = staff.get(f"/admin/events/event/{event.pk}/change/").content.decode()
    assert f"{network} ({', '.join(row.name for row in sorted(inside, key=lambda row: row.sort_key))})" in page
    assert str(network) in staff.get(f"/admin/events/event/{event.pk}/invite/").content.decode()


def test_a_network_chooses_nobody_where_no_seats_are_invited() -> None:
    event, network, _inside = workshop_for_a_network()
    formset = inlineformset_factory(Event, AudienceSource, AudienceSourceForm, AudienceSourceFormSet, extra=0)
    sent = {"sources-TOTAL_FORMS": 1, "sources-INITIAL_FORMS": 0, "sources-0-network": network.pk}
    AudienceSource.objects.all().delete()
    assert formset(sent, instance=event).is_valid()
    event.invites_seats = False
    assert "network" in formset(sent, instance=event).errors[0]
