"""Groups exist after every migration, with exactly the permissions of the one list."""

import pytest
from django.contrib.auth.models import Group, Permission

from partnership.config.groups import ensure_groups
from partnership.roles import Role
from tests.partnership.factories import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        (
            Role.SECRETARIAT,
            ["partnership.change_agreement", "events.add_event", "billing.change_invoice", "tracks.view_track"],
            ["partnership.view_personallink", "auth.change_group", "account.view_emailaddress"],
        ),
        (
            Role.FINANCE,
            ["billing.add_invoicerun", "billing.change_seller", "partnership.view_agreement"],
            ["partnership.change_agreement", "partnership.change_person", "events.view_registration"],
        ),
        (
            Role.READER,
            ["partnership.view_person", "billing.view_invoice", "events.view_event"],
            ["partnership.change_person", "billing.change_invoice", "partnership.view_personallink"],
        ),
    ],
)
def test_a_group_may_do_its_work_and_no_more(role: Role, may: list[str], may_not: list[str]) -> None:
    person = PersonFactory(is_staff=True)
    person.groups.add(Group.objects.get(name=role))
    assert [name for name in may if not person.has_perm(name)] == []
    assert [name for name in may_not if person.has_perm(name)] == []


def test_readers_change_nothing_at_all() -> None:
    codenames = Permission.objects.filter(group__name=Role.READER).values_list("codename", flat=True)
    assert {name.split("_")[0] for name in codenames} == {"view"}


def test_what_was_changed_by_hand_is_put_right() -> None:
    reader = Group.objects.get(name=Role.READER)
    before = set(reader.permissions.all())
    reader.permissions.add(Permission.objects.get(codename="delete_person"))
    reader.permissions.remove(Permission.objects.get(codename="view_person"))
    ensure_groups()
    assert set(reader.permissions.all()) == before
