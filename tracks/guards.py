"""Triggers of this room: what is recorded of a practice stays as it was."""

from partnership.guards import Guard, append_only

GUARDS: list[Guard] = [*append_only("tracks_historicalpractice")]
