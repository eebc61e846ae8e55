"""Triggers of this room: the programme stays within its event, and what is recorded stays as it was."""

from partnership.guards import Guard, append_only

_EVENT = "(SELECT event.{column} FROM events_event AS event WHERE event.id = NEW.event_id)"
_OUTSIDE = f"NEW.starts_at < {_EVENT.format(column='starts_at')} OR NEW.ends_at > {_EVENT.format(column='ends_at')}"

GUARDS: list[Guard] = [
    Guard("programme_item_outside_event", "events_programmeitem", "INSERT", _OUTSIDE),
    Guard("programme_item_moved_outside_event", "events_programmeitem", "UPDATE", _OUTSIDE),
    *append_only("events_historicalminutes"),
    *append_only("events_historicaldecision"),
]
