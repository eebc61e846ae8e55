"""Triggers of this room: the programme stays within its event, and what is recorded stays as it was."""

from partnership.guards import Guard, append_only

_EVENT = "(SELECT event.{column} FROM events_event AS event WHERE event.id = NEW.event_id)"
_OUTSIDE = f"NEW.starts_at < {_EVENT.format(column='starts_at')} OR NEW.ends_at > {_EVENT.format(column='ends_at')}"
_OPENED = "(SELECT opened_at FROM events_evaluation WHERE id = {row}.evaluation_id) IS NOT NULL"
_SENT_IN = (
    "(SELECT assessment.status FROM partnership_criterionanswer AS answer"
    " JOIN partnership_assessment AS assessment ON assessment.id = answer.assessment_id"
    " WHERE answer.id = {row}.answer_id) = 'submitted'"
)

GUARDS: list[Guard] = [
    Guard("programme_item_outside_event", "events_programmeitem", "INSERT", _OUTSIDE),
    Guard("programme_item_moved_outside_event", "events_programmeitem", "UPDATE", _OUTSIDE),
    *append_only("events_historicalminutes"),
    *append_only("events_historicaldecision"),
    Guard("event_evidence_added_late", "events_eventevidence", "INSERT", _SENT_IN.format(row="NEW")),
    Guard("event_evidence_changed_late", "events_eventevidence", "UPDATE", _SENT_IN.format(row="OLD")),
    Guard("event_evidence_dropped_late", "events_eventevidence", "DELETE", _SENT_IN.format(row="OLD")),
    # What people answered was answered to these questions.
    Guard("evaluation_question_added_late", "events_evaluationquestion", "INSERT", _OPENED.format(row="NEW")),
    Guard("evaluation_question_changed_late", "events_evaluationquestion", "UPDATE", _OPENED.format(row="OLD")),
    Guard("evaluation_question_dropped_late", "events_evaluationquestion", "DELETE", _OPENED.format(row="OLD")),
]
