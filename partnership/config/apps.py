"""The wiring as an app, so that its commands and checks are found and the guards follow every migration."""

from typing import Any

from django.apps import AppConfig, apps
from django.contrib.admin.apps import AdminConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate

from billing.guards import GUARDS as BILLING_GUARDS
from events.guards import GUARDS as EVENTS_GUARDS
from partnership.config.groups import ensure_groups
from partnership.guards import GUARDS as PARTNERSHIP_GUARDS
from partnership.guards import install_guards, remove_guards
from tracks.guards import GUARDS as TRACKS_GUARDS

ALL_GUARDS = [*PARTNERSHIP_GUARDS, *TRACKS_GUARDS, *EVENTS_GUARDS, *BILLING_GUARDS]


def _take_guards_away(*, using: str, **kwargs: Any) -> None:
    remove_guards(connections[using], ALL_GUARDS)


def _put_guards_back(*, using: str, **kwargs: Any) -> None:
    install_guards(connections[using], ALL_GUARDS)


def _put_groups_right(*, using: str, **kwargs: Any) -> None:
    ensure_groups(using=using)


class WiringConfig(AppConfig):
    name = "partnership.config"
    label = "config"

    def ready(self) -> None:
        # Both signals come once for each app that has models; one of them is enough.
        sender = apps.get_app_config("partnership")
        pre_migrate.connect(_take_guards_away, sender=sender)
        post_migrate.connect(_put_guards_back, sender=sender)
        # Its turn comes after all our rooms, so their permissions are there.
        post_migrate.connect(_put_groups_right, sender=apps.get_app_config("auth"))


class PortalAdminConfig(AdminConfig):
    default_site = "partnership.config.admin_site.PortalAdminSite"
