"""Triggers of this room."""

from partnership.guards import Guard, append_only

GUARDS: list[Guard] = [
    *append_only("events_historicalminutes"),
    *append_only("events_historicaldecision"),
]
