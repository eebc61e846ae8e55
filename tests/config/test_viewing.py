"""Whoever looks at the portal as a coordinator can change nothing: every address of the URLconf, by every method."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from municipalities.models import Coordinatorship
from partnership.config.policy import all_routes
from partnership.models import Person
from partnership.roles import Role
from partnership.viewing import CLOSED
from tests.config.test_access import addresses, documents_of_the_world, own_municipality, read_whole, staff, world

__all__ = ["documents_of_the_world", "world"]  # fixtures
pytestmark = pytest.mark.django_db


def looking(target: Person) -> Client:
    client = Client()
    client.force_login(staff(Role.SECRETARIAT), backend="django.contrib.auth.backends.ModelBackend")
    values = {"reason": "Koordinatoren har ringet om pladserne"}
    assert client.post(reverse("admin:partnership_person_look", args=[target.pk]), values).status_code == 302
    return client


def test_staff_see_the_coordinators_pages_under_a_banner(world) -> None:
    target = Coordinatorship.objects.filter(municipality=own_municipality()).first().person
    client = looking(target)
    own = f"/kommune/{own_municipality().code}/"
    assert client.get("/arbejdsplads/")["Location"] == own
    for page in (
        own,
        f"/aktiviteter/kommune/{own_municipality().code}/",
        "/fakturaer/",
        "/",
        "/kommuner/",
        "/findes-ikke/",
    ):
        shown = client.get(page).content.decode()
        assert reverse("stop_viewing") in shown, page
        assert target.name in shown, page
    assert client.get(own)["Cache-Control"] == "no-store"
    others = Coordinatorship.objects.exclude(municipality=own_municipality())
    assert client.get(f"/kommune/{others.first().municipality.code}/").status_code == 404


@pytest.mark.thorough
@pytest.mark.once
def test_no_request_of_any_kind_changes_a_row(world) -> None:
    """Every address of the whole URLconf, by every method, as the viewed coordinator and as everything besides."""
    target = Coordinatorship.objects.filter(municipality=own_municipality()).first().person
    client = looking(target)
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label != "sessions"]

    def everything() -> list[list[dict[str, object]]]:
        return [list(model._default_manager.order_by("pk").values()) for model in models]

    before = everything()
    walked = [address for route, address in addresses() if route.name not in {"stop_viewing", "account_logout"}]
    assert len(walked) > 100
    answers = set()
    for address in walked:
        for method in ("get", "head", "post", "delete"):
            response = getattr(client, method)(address)
            read_whole(response)
            if method not in {"get", "head"}:
                answers.add((method, response.status_code))
    assert answers == {("post", 403), ("delete", 403)}
    assert {getattr(client, method)("/fakturaer/").status_code for method in ("put", "patch", "options", "trace")} == {
        403
    }
    assert everything() == before
    assert client.get("/arbejdsplads/")["Location"] == f"/kommune/{own_municipality().code}/"


def test_the_admin_site_the_own_page_and_the_log_in_are_closed(world) -> None:
    target = Coordinatorship.objects.filter(municipality=own_municipality()).first().person
    client = looking(target)
    closed = [address for _route, address in addresses() if address.startswith(CLOSED) and address != "/konto/log-ud/"]
    assert len(closed) > 100
    assert {client.get(address).status_code for address in closed} == {403}


def test_whatever_belongs_to_a_person_alone_lies_behind_a_closed_address() -> None:
    personal = (
        "account_",
        "mfa_",
        "socialaccount_",
        "usersessions_",
        "openid_connect_",
        "personal:",
        "admin:",
        "open_link",
    )
    routes = [route for route in all_routes() if route.name.startswith(personal)]
    assert [route.path for route in routes if not route.path.startswith(CLOSED)] == []
    prefixes = {reverse("admin:index"), reverse("personal:home"), reverse("link_request")}
    assert prefixes <= set(CLOSED)
