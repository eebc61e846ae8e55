"""Many register at once through the portal's own web processes: as many places as there are, and an orderly list."""

from __future__ import annotations

import pytest

from tests.faults.rush import a_served_portal, rush

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]


def test_sixty_clients_at_once_share_six_places_and_nobody_sees_an_error(tmp_path) -> None:
    with a_served_portal(tmp_path) as (portal, port):
        rushed = rush(portal, port, people=60, places=6, clients=60)
    assert dict(rushed.statuses) == {302: 60}
    assert rushed.counter == len(rushed.attending) == 6
    assert len(set(rushed.waiting)) == len(rushed.waiting) == 54
    assert not set(rushed.waiting) & set(rushed.attending)
    assert rushed.overtaken() == 0
    assert rushed.letters == 60
