"""Triggers of this room: published networks stay as they are, and so does what is recorded of a practice."""

from partnership.guards import Guard, append_only

_OTHER_PLAN = (
    "NEW.plan_id IS DISTINCT FROM"
    " (SELECT network.plan_id FROM tracks_network AS network WHERE network.id = NEW.network_id)"
)
_PUBLISHED = "(SELECT plan.status FROM tracks_networkplan AS plan WHERE plan.id = OLD.plan_id) = 'published'"
_MOVED = "NEW.network_id IS DISTINCT FROM OLD.network_id OR NEW.municipality_id IS DISTINCT FROM OLD.municipality_id"

GUARDS: list[Guard] = [
    Guard("network_member_of_other_plan", "tracks_networkmember", "INSERT", _OTHER_PLAN),
    Guard("network_member_moved_to_other_plan", "tracks_networkmember", "UPDATE", _OTHER_PLAN),
    Guard("published_network_member_moved", "tracks_networkmember", "UPDATE", f"{_PUBLISHED} AND ({_MOVED})"),
    Guard("published_network_member_dropped", "tracks_networkmember", "DELETE", _PUBLISHED),
    *append_only("tracks_historicalpractice"),
]
