"""Rules that only a database trigger can hold, for both engines; the one place with trigger SQL syntax.

They are taken away before a migration and put back after it (SQLite rebuilds tables and would lose them).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

from partnership.retention import kept_sql


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


def immutable(table: str, *, once: str = "TRUE", columns: Iterable[str] = (), kept: str = "TRUE") -> list[Guard]:
    """Return the guards that keep rows for which `once` holds (SQL over OLD) from changing the columns or vanishing.

    Without columns no update is allowed at all. Rows for which `kept` no longer holds may vanish; they never change.
    """
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns) or "TRUE"
    return [
        Guard(f"{table}_unchanged", table, "UPDATE", f"({once}) AND ({changed})"),
        Guard(f"{table}_kept", table, "DELETE", f"({once}) AND ({kept})"),
        Guard(f"{table}_not_truncated", table, "TRUNCATE", "TRUE"),
    ]


def append_only(table: str, *, kept: str = "TRUE") -> list[Guard]:
    """Return the guards that keep records from ever changing, and from vanishing where `kept` holds (SQL over OLD)."""
    return [
        Guard(f"{table}_unchanged", table, "UPDATE", "TRUE"),
        Guard(f"{table}_kept", table, "DELETE", kept),
        Guard(f"{table}_not_truncated", table, "TRUNCATE", "TRUE"),
    ]


_OVERLAP = (
    "EXISTS (SELECT 1 FROM partnership_seatholding AS other WHERE other.seat_id = NEW.seat_id"
    " AND other.id IS DISTINCT FROM NEW.id"
    " AND (other.to_on IS NULL OR other.to_on > NEW.from_on) AND (NEW.to_on IS NULL OR NEW.to_on > other.from_on))"
)
#: A seat is reserved while a nomination awaits approval; the holding that a successor would end may go on meanwhile.
_RESERVED = (
    "EXISTS (SELECT 1 FROM partnership_nomination AS waiting WHERE waiting.seat_id = NEW.seat_id"
    " AND waiting.status = 'awaiting' AND (NEW.to_on IS NULL OR NEW.to_on > waiting.from_on){but})"
)
_TAKEN = (
    "NEW.status = 'awaiting' AND EXISTS (SELECT 1 FROM partnership_seatholding AS held"
    " WHERE held.seat_id = NEW.seat_id AND held.id IS DISTINCT FROM NEW.replaces_id"
    " AND (held.to_on IS NULL OR held.to_on > NEW.from_on))"
)
_ABOVE = "NEW.number > (SELECT seats_max FROM partnership_body WHERE id = NEW.body_id)"
_OTHER_PARTNERSHIP = (
    "(SELECT partnership_id FROM partnership_focusarea WHERE id = NEW.focus_area_id) IS DISTINCT FROM"
    " (SELECT agreement.partnership_id FROM partnership_localorganisation AS organisation"
    " JOIN partnership_agreement AS agreement ON agreement.id = organisation.agreement_id"
    " WHERE organisation.id = NEW.organisation_id)"
)

_BOUND = (
    "EXISTS (SELECT 1 FROM socialaccount_socialaccount AS other WHERE other.user_id = NEW.user_id"
    " AND other.provider = NEW.provider AND other.id IS DISTINCT FROM NEW.id)"
)
_POWERFUL = "(SELECT is_staff OR is_superuser FROM partnership_person WHERE id = NEW.user_id)"
_IS_THERE = (
    "EXISTS (SELECT 1 FROM partnership_person AS recorded WHERE recorded.id = OLD.id AND recorded.forgotten_at IS NULL)"
)

_INCOMPLETE = (
    "NEW.status = 'submitted' AND EXISTS (SELECT 1 FROM partnership_successcriterion AS criterion"
    " WHERE criterion.partnership_id ="
    " (SELECT held.partnership_id FROM partnership_assessmentround AS held WHERE held.id = NEW.round_id)"
    " AND NOT EXISTS (SELECT 1 FROM partnership_criterionanswer AS answer WHERE answer.assessment_id = NEW.id"
    " AND answer.criterion_id = criterion.id AND answer.step IS NOT NULL AND answer.text <> ''))"
)
_SENT_IN = "(SELECT status FROM partnership_assessment WHERE id = {row}.assessment_id) = 'submitted'"
_FOREIGN_ROUND = (
    "(SELECT partnership_id FROM partnership_agreement WHERE id = NEW.agreement_id) IS DISTINCT FROM"
    " (SELECT partnership_id FROM partnership_assessmentround WHERE id = NEW.round_id)"
)

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
    Guard("local_project_of_other_partnership", "partnership_localproject", "INSERT", _OTHER_PARTNERSHIP),
    Guard("local_project_moved_to_other_partnership", "partnership_localproject", "UPDATE", _OTHER_PARTNERSHIP),
    Guard("seat_holding_beside_nomination", "partnership_seatholding", "INSERT", _RESERVED.format(but="")),
    Guard(
        "seat_holding_moved_beside_nomination",
        "partnership_seatholding",
        "UPDATE",
        _RESERVED.format(but=" AND waiting.replaces_id IS DISTINCT FROM NEW.id"),
    ),
    Guard("nomination_of_held_seat", "partnership_nomination", "INSERT", _TAKEN),
    Guard(
        "nomination_moved_to_held_seat",
        "partnership_nomination",
        "UPDATE",
        "(NEW.seat_id IS DISTINCT FROM OLD.seat_id OR NEW.from_on IS DISTINCT FROM OLD.from_on"
        f" OR NEW.status IS DISTINCT FROM OLD.status) AND {_TAKEN}",
    ),
    # Whoever needs a file refers to its row, which keeps it longer still.
    *immutable("partnership_storeddocument", kept=kept_sql("OLD.stored_at")),
    # The table is allauth's: who is bound to a municipality's log-in.
    Guard("sign_on_bound_twice", "socialaccount_socialaccount", "INSERT", _BOUND),
    Guard("sign_on_moved_to_be_bound_twice", "socialaccount_socialaccount", "UPDATE", _BOUND),
    Guard("sign_on_bound_to_secretariat", "socialaccount_socialaccount", "INSERT", _POWERFUL),
    Guard("assessment_sent_in_incomplete", "partnership_assessment", "UPDATE", _INCOMPLETE),
    Guard("assessment_begun_sent_in", "partnership_assessment", "INSERT", "NEW.status = 'submitted'"),
    Guard("assessment_of_other_partnership", "partnership_assessment", "INSERT", _FOREIGN_ROUND),
    Guard("assessment_answer_added_late", "partnership_criterionanswer", "INSERT", _SENT_IN.format(row="NEW")),
    Guard("assessment_answer_changed_late", "partnership_criterionanswer", "UPDATE", _SENT_IN.format(row="OLD")),
    Guard("assessment_answer_dropped_late", "partnership_criterionanswer", "DELETE", _SENT_IN.format(row="OLD")),
    *append_only("partnership_historicalassessment"),
    *append_only("partnership_historicalcriterionanswer"),
    *append_only("municipalities_historicalcoordinatorship"),
    *append_only("partnership_historicalagreement"),
    *append_only("partnership_historicalseatholding"),
    # What is recorded of a person can go when the person is erased or anonymised, and never before.
    *append_only("partnership_historicalperson", kept=_IS_THERE),
    *immutable("partnership_professiondecision"),
    *immutable("partnership_logbookentry", kept=kept_sql("OLD.at")),
]
