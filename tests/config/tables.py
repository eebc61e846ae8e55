"""What a database holds as lines of text, whatever order it was made in: tables, columns, constraints, indexes, triggers."""

from __future__ import annotations

import re

from django.db import connection

#: The list of migrations, and a key that Django's own migration makes wider than its model.
_NOT_OURS = ("django_migrations", "auth_group_permissions.id ")
_POSTGRESQL = """
SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' ||
    coalesce(character_maximum_length, 0) || ' ' || coalesce(numeric_precision, 0) || ' ' || coalesce(numeric_scale, 0)
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL
SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL
SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL
SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
"""


def tables() -> list[str]:
    """Return a line for everything in the database but the list of migrations."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
            lines = [
                f"{kind} {name}: {part}"
                for kind, name, sql in cursor.fetchall()
                for part in (_parts(sql) if kind == "table" else [sql])
            ]
        else:
            cursor.execute(_POSTGRESQL)
            lines = [line for (line,) in cursor.fetchall()]
    return sorted(_without_hashes(line) for line in lines if not any(words in line for words in _NOT_OURS))


def _parts(sql: str) -> list[str]:
    """Split what stands in the brackets of CREATE TABLE at the commas that stand in no bracket within."""
    parts, depth = [""], 0
    for letter in sql[sql.index("(") + 1 : sql.rindex(")")]:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts]


def _without_hashes(line: str) -> str:
    """Take out what Django makes up for the names of indexes: from the order of columns or of operations."""
    return re.sub(r"_[0-9a-f]{8}(?=_|\b)", "", line)
