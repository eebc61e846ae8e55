"""What two records of one person do to this room: shared practice, and one answer about a visit."""

from __future__ import annotations

from partnership.services.merging import Rule, move, move_what_fits

RULES: list[Rule] = [
    Rule("tracks.practice.author", move),
    Rule("tracks.practiceuse.stated_by", move),
    Rule("tracks.visitanswer.person", move_what_fits),
]
