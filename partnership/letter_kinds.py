"""What people call each kind of letter."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

#: Kind -> what people call it.
KINDS: dict[str, str | Promise] = {
    "invitation": gettext_lazy("invitation"),
    "test_letter": gettext_lazy("test letter to the secretariat"),
    "not_named": gettext_lazy("delegate: no longer comes"),
    "reminder": gettext_lazy("reminder to answer"),
    "event_facts": gettext_lazy("practical facts before an event"),
    "answer_attending": gettext_lazy("receipt: comes"),
    "answer_waiting": gettext_lazy("receipt: waiting list"),
    "answer_declined": gettext_lazy("receipt: declined"),
    "answer_cancelled": gettext_lazy("receipt: cancelled"),
    "promoted": gettext_lazy("place from the waiting list"),
    "seat_left": gettext_lazy("seat: no longer comes"),
    "approval": gettext_lazy("approval of a nomination"),
    "approval_reminder": gettext_lazy("approval of a nomination, reminder"),
    "nomination_refused": gettext_lazy("nomination refused"),
    "substitute": gettext_lazy("substitute, invited"),
    "substituted": gettext_lazy("substitute: told whom it replaces"),
    "link_again": gettext_lazy("personal link, asked for again"),
    "welcome": gettext_lazy("first letter: entered by somebody else"),
    "objection": gettext_lazy("objection"),
    "invoice": gettext_lazy("invoice"),
    "weekly_digest": gettext_lazy("weekly mail to coordinators"),
    "municipality_invitation": gettext_lazy("invitation to a municipality"),
    "decision_reported": gettext_lazy("a municipality's decision"),
    "coordinator_invited": gettext_lazy("new coordinator"),
    "coordinator_ended": gettext_lazy("coordinator stops"),
    "address_changed": gettext_lazy("changed address"),
    "viewed_as": gettext_lazy("the secretariat looked as a coordinator"),
    "credit_note": gettext_lazy("credit note"),
    "account": gettext_lazy("log-in code"),
    "new_device": gettext_lazy("log-in with a new device"),
    "login_changed": gettext_lazy("change of the log-in"),
    "event_changed": gettext_lazy("an event is changed"),
    "event_cancelled": gettext_lazy("an event is cancelled"),
    "practice_released": gettext_lazy("practice: released"),
    "practice_returned": gettext_lazy("practice: given back"),
    "practice_due": gettext_lazy("practice: does it still hold?"),
    "practice_question_confirm": gettext_lazy("practice: question to be confirmed"),
    "practice_use_confirm": gettext_lazy("practice: “we use it” to be confirmed"),
    "practice_question": gettext_lazy("practice: question to its author"),
    "practice_answer": gettext_lazy("practice: answer to a question"),
    "event_restored": gettext_lazy("an event goes ahead after all"),
}
