"""What each group of the secretariat may do in the admin site: the one place, put into the database after every migration."""

from __future__ import annotations

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q

from partnership.roles import Role

_ROOMS = ("municipalities", "partnership", "tracks", "events", "billing")
_VIEW = Q(codename__startswith="view_")
_OURS = Q(content_type__app_label__in=_ROOMS)
#: Whom the invoices are about.
_PARTIES = Q(content_type__app_label__in=["municipalities", "partnership"])
#: Nobody needs to see links: they are keys, if only by their hash.
_LINKS = Q(content_type__app_label="partnership", content_type__model="personallink")

ALLOWED: dict[Role, Q] = {
    Role.SECRETARIAT: _OURS & ~_LINKS,
    Role.FINANCE: Q(content_type__app_label="billing") | (_VIEW & _PARTIES & ~_LINKS),
    Role.READER: _VIEW & _OURS & ~_LINKS,
}


def ensure_groups(*, using: str = DEFAULT_DB_ALIAS) -> None:
    """Make the groups and give them exactly their permissions; repeating it changes nothing."""
    # Looked up, not imported: the app that calls this after a migration is loaded before any model.
    groups = apps.get_model("auth", "Group")._default_manager.using(using)
    permissions = apps.get_model("auth", "Permission")._default_manager.using(using)
    for role, allowed in ALLOWED.items():
        group, _created = groups.get_or_create(name=role.value)
        group.permissions.set(permissions.filter(allowed))
