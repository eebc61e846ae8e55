"""Rules that only a database trigger can hold, for both engines; the one place with trigger SQL syntax.

They are taken away before a migration and put back after it (SQLite rebuilds tables and would lose them).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True)
class Guard:
    """Refuse a write on a table when a condition holds.

    `when` names the write (`INSERT`, `UPDATE`, `DELETE`, or PostgreSQL's `TRUNCATE`), `condition` is SQL over NEW and OLD that
    both engines understand; `IS DISTINCT FROM` is written so for PostgreSQL and turned into `IS NOT` for SQLite.
    """

    name: str
    table: str
    when: str
    condition: str

    def create_sql(self, vendor: str) -> list[str]:
        """Return the statements that put the guard in place."""
        if vendor == "sqlite":
            if self.when == "TRUNCATE":
                return []  # SQLite has no TRUNCATE
            condition = self.condition.replace("IS DISTINCT FROM", "IS NOT")
            return [
                f"CREATE TRIGGER {self.name} BEFORE {self.when} ON {self.table} FOR EACH ROW WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{self.name}'); END"
            ]
        row = "STATEMENT" if self.when == "TRUNCATE" else "ROW"
        result = "OLD" if self.when == "DELETE" else "NEW"
        return [
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN "
            f"IF {self.condition} THEN RAISE EXCEPTION '{self.name}' USING ERRCODE = 'check_violation'; END IF; "
            f"RETURN {result}; END $guard$",
            f"CREATE TRIGGER {self.name} BEFORE {self.when} ON {self.table} FOR EACH {row} EXECUTE FUNCTION {self.name}()",
        ]

    def drop_sql(self, vendor: str) -> list[str]:
        """Return the statements that take the guard away, whether or not it is there."""
        if vendor == "sqlite":
            return [f"DROP TRIGGER IF EXISTS {self.name}"]
        return [f"DROP FUNCTION IF EXISTS {self.name}() CASCADE"]


def remove_guards(connection: BaseDatabaseWrapper, guards: Iterable[Guard]) -> None:
    """Take guards away; harmless when they are not there."""
    with connection.cursor() as cursor:
        for guard in guards:
            for statement in guard.drop_sql(connection.vendor):
                cursor.execute(statement)


def install_guards(connection: BaseDatabaseWrapper, guards: Iterable[Guard]) -> None:
    """Put guards in place on the tables that exist; repeating it is harmless."""
    guards = list(guards)
    remove_guards(connection, guards)
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for guard in guards:
            if guard.table in tables:
                for statement in guard.create_sql(connection.vendor):
                    cursor.execute(statement)


def missing_guards(connection: BaseDatabaseWrapper, guards: Iterable[Guard]) -> list[str]:
    """Return the names of guards that are not in place."""
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {row[0] for row in cursor.fetchall()}
    return [guard.name for guard in guards if guard.create_sql(connection.vendor) and guard.name not in present]


def immutable(table: str, *, once: str = "TRUE", columns: Iterable[str] = ()) -> list[Guard]:
    """Return the guards that keep rows for which `once` holds (SQL over OLD) from changing the columns or vanishing.

    Without columns no update is allowed at all.
    """
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns) or "TRUE"
    return [
        Guard(f"{table}_unchanged", table, "UPDATE", f"({once}) AND ({changed})"),
        Guard(f"{table}_kept", table, "DELETE", once),
        Guard(f"{table}_not_truncated", table, "TRUNCATE", "TRUE"),
    ]


_OVERLAP = (
    "EXISTS (SELECT 1 FROM partnership_seatholding AS other WHERE other.seat_id = NEW.seat_id"
    " AND other.id IS DISTINCT FROM NEW.id"
    " AND (other.to_on IS NULL OR other.to_on > NEW.from_on) AND (NEW.to_on IS NULL OR NEW.to_on > other.from_on))"
)
_ABOVE = "NEW.number > (SELECT seats_max FROM partnership_body WHERE id = NEW.body_id)"

GUARDS: list[Guard] = [
    Guard("seat_number_above_maximum", "partnership_seat", "INSERT", _ABOVE),
    Guard("seat_number_moved_above_maximum", "partnership_seat", "UPDATE", _ABOVE),
    Guard(
        "body_maximum_below_seats",
        "partnership_body",
        "UPDATE",
        "EXISTS (SELECT 1 FROM partnership_seat AS seat WHERE seat.body_id = NEW.id AND seat.number > NEW.seats_max)",
    ),
    Guard("seat_holding_overlaps", "partnership_seatholding", "INSERT", _OVERLAP),
    Guard("seat_holding_moved_to_overlap", "partnership_seatholding", "UPDATE", _OVERLAP),
    *immutable("partnership_storeddocument"),
    *immutable("partnership_logbookentry"),
]
