"""Triggers of this room: published networks stay as they are, and so does what is recorded of a practice or a summary."""

from partnership.assessment_guards import evidence_of_what_is_sent_in
from partnership.guards import Guard, append_only

_OTHER_PLAN = (
    "NEW.plan_id IS DISTINCT FROM"
    " (SELECT network.plan_id FROM tracks_network AS network WHERE network.id = NEW.network_id)"
)
_PUBLISHED = "(SELECT plan.status FROM tracks_networkplan AS plan WHERE plan.id = OLD.plan_id) = 'published'"
_MOVED = "NEW.network_id IS DISTINCT FROM OLD.network_id OR NEW.municipality_id IS DISTINCT FROM OLD.municipality_id"

_FIXED = "(SELECT visit.fixed_at FROM tracks_visit AS visit WHERE visit.id = {row}.visit_id) IS NOT NULL"
_TICKED_LATE = (
    "EXISTS (SELECT 1 FROM tracks_visitanswer AS answer JOIN tracks_visit AS visit ON visit.id = answer.visit_id"
    " WHERE answer.id = NEW.answer_id AND (visit.fixed_at IS NOT NULL OR NOT EXISTS ("
    "SELECT 1 FROM tracks_offereddate AS offered WHERE offered.id = NEW.date_id AND offered.visit_id = visit.id)))"
)
_STRANGE_HOST = (
    "NOT EXISTS (SELECT 1 FROM tracks_networkmember AS member WHERE member.network_id = NEW.network_id"
    " AND member.municipality_id = NEW.host_id)"
)
_OTHER_DATE = (
    "NEW.fixed_date_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM tracks_offereddate AS offered"
    " WHERE offered.id = NEW.fixed_date_id AND offered.visit_id = NEW.id)"
)
_REFIXED = (
    "OLD.fixed_at IS NOT NULL AND (NEW.fixed_date_id IS DISTINCT FROM OLD.fixed_date_id"
    " OR NEW.host_id IS DISTINCT FROM OLD.host_id)"
)
_HAS_AGREED = (
    "OLD.status = 'published' AND NEW.status = 'draft' AND EXISTS (SELECT 1 FROM tracks_visit AS visit"
    " JOIN tracks_network AS network ON network.id = visit.network_id"
    " WHERE network.plan_id = NEW.id AND visit.fixed_at IS NOT NULL)"
)
_OTHER_PARTNERSHIP = (
    "COALESCE((SELECT question.partnership_id FROM partnership_guidingquestion AS question"
    " WHERE question.id = NEW.guiding_question_id),"
    " (SELECT area.partnership_id FROM partnership_focusarea AS area WHERE area.id = NEW.focus_area_id))"
    " IS DISTINCT FROM (SELECT body.partnership_id FROM partnership_body AS body WHERE body.id = NEW.body_id)"
)

GUARDS: list[Guard] = [
    Guard("network_member_of_other_plan", "tracks_networkmember", "INSERT", _OTHER_PLAN),
    Guard("network_member_moved_to_other_plan", "tracks_networkmember", "UPDATE", _OTHER_PLAN),
    Guard("published_network_member_moved", "tracks_networkmember", "UPDATE", f"{_PUBLISHED} AND ({_MOVED})"),
    Guard("published_network_member_dropped", "tracks_networkmember", "DELETE", _PUBLISHED),
    Guard("networks_taken_back_after_a_visit_was_agreed", "tracks_networkplan", "UPDATE", _HAS_AGREED),
    Guard("visit_host_of_other_network", "tracks_visit", "INSERT", _STRANGE_HOST),
    Guard("visit_host_changed_to_other_network", "tracks_visit", "UPDATE", _STRANGE_HOST),
    Guard("visit_fixed_on_date_of_other_visit", "tracks_visit", "UPDATE", _OTHER_DATE),
    Guard("visit_fixed_again", "tracks_visit", "UPDATE", _REFIXED),
    Guard("agreed_visit_dropped", "tracks_visit", "DELETE", "OLD.fixed_at IS NOT NULL"),
    Guard("date_offered_late", "tracks_offereddate", "INSERT", _FIXED.format(row="NEW")),
    Guard("date_changed_late", "tracks_offereddate", "UPDATE", _FIXED.format(row="OLD")),
    Guard("date_ticked_late", "tracks_visittick", "INSERT", _TICKED_LATE),
    Guard("summary_of_other_partnership", "tracks_summary", "INSERT", _OTHER_PARTNERSHIP),
    Guard("summary_moved_to_other_partnership", "tracks_summary", "UPDATE", _OTHER_PARTNERSHIP),
    *append_only("tracks_historicalpractice"),
    *append_only("tracks_historicalsummary"),
    *evidence_of_what_is_sent_in("practice", "tracks_practiceevidence"),
]
