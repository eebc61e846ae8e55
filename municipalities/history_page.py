"""A row's history in the admin site: who changed what and when, in words."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from municipalities.history import Change, changes_of


class HistoryMixin:
    """Mixed into an admin class: its history page tells the changes that were recorded, above the site's own log."""

    object_history_template = "admin/history.html"
    #: Whether the page is about several rows, so that each change says about which.
    tells_others = False

    def changes(self, row: Any) -> list[Change]:
        """Return what the page tells; a row without records of its own tells those of what belongs to it."""
        return changes_of(row)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)  # type: ignore[attr-defined]
        changes = self.changes(row) if row is not None else []
        context = {**(extra_context or {}), "changes": changes, "about": self.tells_others}
        page: HttpResponse = super().history_view(request, object_id, context)  # type: ignore[misc]
        return page
