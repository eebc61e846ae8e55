"""What two records of one person do to this room: one answer about a visit."""

from __future__ import annotations

from partnership.services.merging import Rule, move_what_fits

RULES: list[Rule] = [Rule("tracks.visitanswer.person", move_what_fits)]
