"""What the caterer gets: numbers, and never a name."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from events.services.needs import state_needs
from tests.events.organisers import a_world, registered
from tests.partnership.factories import PersonFactory
from tests.partnership.logging_in import logged_in

pytestmark = pytest.mark.django_db


def test_the_caterer_gets_numbers_and_no_names_and_a_host_nothing() -> None:
    world, now = a_world(), timezone.now()
    for number in range(3):
        person = PersonFactory(name=f"Hemmelig Gæst {number}")
        registered(world.event, person)
        note = "allergisk over for selleri" if number == 0 else ""
        state_needs(person, diets=["vegan"], diet_note=note, access_note="", now=now)
    address = f"/aktiviteter/{world.event.pk}/forplejning"
    client = logged_in(world["secretariat"], "code", "mfa")
    page = client.get(f"{address}/").content.decode()
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(client.get(f"{address}.pdf").content)).pages)
    for content in (page, text):
        assert "vegansk" in content
        assert "selleri" in content
        assert "3" in content
        assert "Hemmelig" not in content
    for role in ("host", "reader", "registered", "stranger"):
        assert logged_in(world[role], "code", "mfa").get(f"{address}/").status_code == 404
        assert logged_in(world[role], "code", "mfa").get(f"{address}.pdf").status_code == 404
