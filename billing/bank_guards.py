"""Triggers that keep what the bank said, what belongs to which invoice, and what was written about it."""

from partnership.guards import Guard, immutable
from partnership.retention import kept_sql

#: Amounts are compared in whole øre: SQLite adds decimals as floating-point numbers.
_OERE = "CAST(ROUND(COALESCE({amount}, 0) * 100) AS BIGINT)"
_ENTRY = [
    "id",
    "bank_file_id",
    "account_id",
    "parent_id",
    "identity",
    "booked_on",
    "amount",
    "currency",
    "sent_as",
    "is_reversal",
    "payment_id",
    "payer",
    "text",
    "reference",
]
_ALLOCATED = "(SELECT SUM(other.amount) FROM billing_payment AS other WHERE other.entry_id = NEW.entry_id)"
_COUNTED = "(SELECT entry.allocated FROM billing_bankentry AS entry WHERE entry.id = NEW.entry_id)"
_IS_ISSUED = (
    "EXISTS (SELECT 1 FROM billing_invoice AS invoice WHERE invoice.id = NEW.invoice_id AND invoice.number <> '')"
)
_HAS_PARTS = "EXISTS (SELECT 1 FROM billing_bankentry AS part WHERE part.parent_id = NEW.entry_id)"
_IS_SET_ASIDE = (
    "EXISTS (SELECT 1 FROM billing_settingaside AS mark WHERE mark.entry_id = NEW.entry_id AND mark.lifted_at IS NULL)"
)
_SAME_AS_TAKEN_BACK = (
    "EXISTS (SELECT 1 FROM billing_payment AS wrong WHERE wrong.id = NEW.reverses_id AND wrong.reverses_id IS NULL"
    " AND wrong.invoice_id = NEW.invoice_id AND wrong.amount = -NEW.amount"
    " AND NOT (wrong.entry_id IS DISTINCT FROM NEW.entry_id))"
)
_TOTAL = "(SELECT invoice.total FROM billing_invoice AS invoice WHERE invoice.id = NEW.invoice_id)"
_CREDITED = "(SELECT invoice.credited FROM billing_invoice AS invoice WHERE invoice.id = NEW.invoice_id)"
_PAID = "(SELECT SUM(paid.amount) FROM billing_payment AS paid WHERE paid.invoice_id = NEW.invoice_id)"
_REMINDERS = "(SELECT COUNT(*) FROM billing_paymentreminder AS other WHERE other.invoice_id = NEW.invoice_id)"
_COMPENSATED = (
    "EXISTS (SELECT 1 FROM billing_paymentreminder AS other WHERE other.invoice_id = NEW.invoice_id"
    " AND other.compensation > 0)"
)
_IS_DISPUTED = (
    "EXISTS (SELECT 1 FROM billing_dispute AS open WHERE open.invoice_id = NEW.invoice_id AND open.lifted_at IS NULL)"
)


def _oere(amount: str) -> str:
    return _OERE.format(amount=amount)


def _lifted_once(table: str, *columns: str) -> list[Guard]:
    """Return the guards of a mark that is made, lifted once, and kept."""
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)
    return [
        Guard(f"{table}_unchanged", table, "UPDATE", f"OLD.lifted_at IS NOT NULL OR {changed}"),
        Guard(f"{table}_kept", table, "DELETE", kept_sql("OLD.made_at")),
        Guard(f"{table}_not_truncated", table, "TRUNCATE", "TRUE"),
    ]


BANK_GUARDS: list[Guard] = [
    *immutable("billing_bankfile", kept=kept_sql("OLD.imported_at")),
    *immutable("billing_bankentry", columns=_ENTRY, kept=kept_sql("OLD.booked_on")),
    # The parts of an entry are told before anything of it belongs to an invoice, or not at all.
    Guard(
        "billing_bankentry_part_of_a_free_one",
        "billing_bankentry",
        "INSERT",
        "NEW.parent_id IS NOT NULL AND EXISTS (SELECT 1 FROM billing_bankentry AS whole"
        " WHERE whole.id = NEW.parent_id AND (whole.allocated <> 0 OR whole.parent_id IS NOT NULL))",
    ),
    *immutable("billing_payment", kept=f"{kept_sql('OLD.paid_on')} OR {kept_sql('OLD.made_at')}"),
    # The entry's own sum counts a payment first: its row lock and its CHECK keep two from giving the same kroner away.
    Guard(
        "billing_payment_is_counted",
        "billing_payment",
        "INSERT",
        f"NEW.entry_id IS NOT NULL AND {_oere(_ALLOCATED)} + {_oere('NEW.amount')} <> {_oere(_COUNTED)}",
    ),
    Guard("billing_payment_of_an_issued_invoice", "billing_payment", "INSERT", f"NOT {_IS_ISSUED}"),
    Guard("billing_payment_of_a_single_entry", "billing_payment", "INSERT", _HAS_PARTS),
    # What was matched before somebody set the entry aside can still be taken back.
    Guard("billing_payment_not_set_aside", "billing_payment", "INSERT", f"NEW.reverses_id IS NULL AND {_IS_SET_ASIDE}"),
    Guard(
        "billing_payment_takes_back_what_was",
        "billing_payment",
        "INSERT",
        f"NEW.reverses_id IS NOT NULL AND NOT {_SAME_AS_TAKEN_BACK}",
    ),
    *_lifted_once("billing_settingaside", "id", "entry_id", "note", "made_at", "made_by_id"),
    *_lifted_once("billing_dispute", "id", "invoice_id", "note", "made_at", "made_by_id"),
    *immutable("billing_paymentreminder", kept=kept_sql("OLD.issued_on")),
    Guard(
        "billing_paymentreminder_of_a_debt",
        "billing_paymentreminder",
        "INSERT",
        f"{_oere(_TOTAL)} - {_oere(_CREDITED)} - {_oere(_PAID)} <> {_oere('NEW.debt')} OR {_IS_DISPUTED}",
    ),
    Guard("billing_paymentreminder_in_turn", "billing_paymentreminder", "INSERT", f"NEW.sequence <> {_REMINDERS} + 1"),
    Guard(
        "billing_paymentreminder_compensated_once",
        "billing_paymentreminder",
        "INSERT",
        f"NEW.compensation > 0 AND {_COMPENSATED}",
    ),
]
