"""List every address with the roles that may reach it."""

from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from municipalities.command import PortalCommand
from partnership.config.policy import all_routes


class Command(PortalCommand):
    help = "List every address with the roles that may reach it; exit status 1 when the policy table does not know one."
    reports = True

    def handle(self, *args: Any, **options: Any) -> None:
        routes = all_routes()
        lines = (f"{route.name:<45} {route.path:<60} {', '.join(route.roles)}" for route in routes)
        data = [{"name": route.name, "path": route.path, "roles": list(route.roles)} for route in routes]
        self.report(data, "\n".join(lines), as_json=options["json"])
        unknown = [route.name or route.path for route in routes if not route.listed]
        if unknown:
            raise CommandError(_("Not in the policy table: %(names)s.") % {"names": ", ".join(unknown)})
