"""What two records of one person do to shared practice."""

from __future__ import annotations

from partnership.services.merging import Rule, move

RULES: list[Rule] = [
    Rule("tracks.practice.author", move),
    Rule("tracks.practiceuse.stated_by", move),
]
