"""What the forms of rows in the secretariat's tables say about their fields."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.partnership.factories import PersonFactory


@pytest.mark.django_db
def test_a_cell_tells_its_help_itself_and_points_to_nothing_that_is_not_there(client: Client) -> None:
    client.force_login(PersonFactory(is_staff=True, is_superuser=True))
    page = client.get(reverse("admin:events_event_add")).content.decode()
    known = set(re.findall(r'\bid="([^"]+)"', page))
    pointed = {name for names in re.findall(r'aria-describedby="([^"]+)"', page) for name in names.split()}
    assert pointed
    assert pointed <= known
    assert re.search(r'<input[^>]* name="workshops-__prefix__-capacity"[^>]* title="[^"]+"', page)
