"""Triggers for what other rooms keep as evidence: it is locked with the assessment that points at it."""

from partnership.guards import Guard

_SENT_IN = (
    "(SELECT assessment.status FROM partnership_criterionanswer AS answer"
    " JOIN partnership_assessment AS assessment ON assessment.id = answer.assessment_id"
    " WHERE answer.id = {row}.answer_id) = 'submitted'"
)


def evidence_of_what_is_sent_in(noun: str, table: str) -> tuple[Guard, ...]:
    """Return what keeps a table's rows as they are once the assessment of their answer is sent in."""
    return (
        Guard(f"{noun}_evidence_added_late", table, "INSERT", _SENT_IN.format(row="NEW")),
        Guard(f"{noun}_evidence_changed_late", table, "UPDATE", _SENT_IN.format(row="OLD")),
        Guard(f"{noun}_evidence_dropped_late", table, "DELETE", _SENT_IN.format(row="OLD")),
    )
