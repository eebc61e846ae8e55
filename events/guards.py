"""Triggers of this room: the programme stays within its event, and what is recorded stays as it was."""

from partnership.assessment_guards import evidence_of_what_is_sent_in
from partnership.guards import Guard, append_only

_EVENT = "(SELECT event.{column} FROM events_event AS event WHERE event.id = NEW.event_id)"
_OUTSIDE = f"NEW.starts_at < {_EVENT.format(column='starts_at')} OR NEW.ends_at > {_EVENT.format(column='ends_at')}"
_OPENED = "(SELECT opened_at FROM events_evaluation WHERE id = {row}.evaluation_id) IS NOT NULL"

GUARDS: list[Guard] = [
    Guard("programme_item_outside_event", "events_programmeitem", "INSERT", _OUTSIDE),
    Guard("programme_item_moved_outside_event", "events_programmeitem", "UPDATE", _OUTSIDE),
    *append_only("events_historicalminutes"),
    *append_only("events_historicaldecision"),
    *evidence_of_what_is_sent_in("event", "events_eventevidence"),
    # What people answered was answered to these questions.
    Guard("evaluation_question_added_late", "events_evaluationquestion", "INSERT", _OPENED.format(row="NEW")),
    Guard("evaluation_question_changed_late", "events_evaluationquestion", "UPDATE", _OPENED.format(row="OLD")),
    Guard("evaluation_question_dropped_late", "events_evaluationquestion", "DELETE", _OPENED.format(row="OLD")),
]
