"""Triggers that keep the programme within its event."""

from partnership.guards import Guard

_EVENT = "(SELECT event.{column} FROM events_event AS event WHERE event.id = NEW.event_id)"
_OUTSIDE = f"NEW.starts_at < {_EVENT.format(column='starts_at')} OR NEW.ends_at > {_EVENT.format(column='ends_at')}"

GUARDS: list[Guard] = [
    Guard("programme_item_outside_event", "events_programmeitem", "INSERT", _OUTSIDE),
    Guard("programme_item_moved_outside_event", "events_programmeitem", "UPDATE", _OUTSIDE),
]
