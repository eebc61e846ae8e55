"""Triggers that keep issued invoices as they were issued, and number series from going back or leaping."""

from billing.bank_guards import BANK_GUARDS
from partnership.guards import Guard, append_only, immutable
from partnership.retention import kept_sql

_FROZEN = [
    "id",
    "agreement_id",
    "fee_year_id",
    "number",
    "series_id",
    "sequence",
    "issued_on",
    "due_on",
    "currency",
    "net",
    "vat",
    "total",
    "snapshot",
    "payment_id",
    "document_id",
    "period_from",
    "period_to",
    "issued_at",
    "created_at",
    "replaces_id",
]
_BACK = "(OLD.status <> 'draft' AND NEW.status = 'draft') OR (OLD.status = 'credited' AND NEW.status <> 'credited')"


#: Amounts are compared in whole øre: SQLite adds decimals as floating-point numbers.
_SUM = "CAST(ROUND(COALESCE({amount}, 0) * 100) AS BIGINT)"
_ALL_CREDITED = "(SELECT SUM(note.total) FROM billing_creditnote AS note WHERE note.invoice_id = NEW.invoice_id)"
_COUNTED = "(SELECT invoice.credited FROM billing_invoice AS invoice WHERE invoice.id = NEW.invoice_id)"
_LINE_CREDITED = (
    "(SELECT SUM(line.net) FROM billing_creditnoteline AS line WHERE line.invoice_line_id = NEW.invoice_line_id)"
)
_LINE_ASKED = "(SELECT line.net FROM billing_invoiceline AS line WHERE line.id = NEW.invoice_line_id)"
_LINES_OF_NOTE = (
    "(SELECT SUM(line.net + line.vat) FROM billing_creditnoteline AS line"
    " WHERE line.credit_note_id = NEW.credit_note_id)"
)
_NOTE = "(SELECT note.total FROM billing_creditnote AS note WHERE note.id = NEW.credit_note_id)"


def _oere(amount: str) -> str:
    return _SUM.format(amount=amount)


def _is_issued(row: str) -> str:
    issued = (
        "EXISTS (SELECT 1 FROM billing_invoice AS invoice WHERE invoice.id = {row}.invoice_id AND invoice.number <> '')"
    )
    return issued.format(row=row)


_UNAPPROVED = (
    "EXISTS (SELECT 1 FROM billing_invoicerun AS run WHERE run.id = NEW.run_id"
    " AND run.approval_needed AND run.approved_at IS NULL)"
)
#: What was settled when a run was asked for, and an approval once given.
_SETTLED = (
    "NEW.fee_year_id <> OLD.fee_year_id OR NEW.approval_needed <> OLD.approval_needed"
    " OR NEW.automatic <> OLD.automatic OR NEW.requested_by_id IS DISTINCT FROM OLD.requested_by_id"
    " OR (OLD.approved_at IS NOT NULL AND (NEW.approved_at IS DISTINCT FROM OLD.approved_at"
    " OR NEW.approved_by_id IS DISTINCT FROM OLD.approved_by_id))"
    " OR (OLD.declined_by_id IS NOT NULL AND NEW.declined_by_id IS DISTINCT FROM OLD.declined_by_id)"
)
_REVERSED = "(SELECT reversed.{column} FROM billing_expense AS reversed WHERE reversed.id = NEW.reverses_id)"
_SAME = " AND ".join(
    f"NEW.{column} = {_REVERSED.format(column=column)}" for column in ("fee_year_id", "kind", "voucher_number")
)
#: Compared in whole øre, as above; a NULL, of a row that is not there or takes nothing back, must not pass.
_TAKES_BACK_ANOTHER = (
    f"NOT COALESCE({_SAME} AND {_REVERSED.format(column='reverses_id')} IS NULL"
    f" AND {_oere('NEW.amount')} + {_oere(_REVERSED.format(column='amount'))} = 0, FALSE)"
)
_EXPENSE_KEPT = f"({kept_sql('OLD.spent_on')} OR {kept_sql('OLD.entered_at')})"
_OF_KEPT_EXPENSE = (
    "EXISTS (SELECT 1 FROM billing_expense AS expense WHERE expense.id = OLD.expense_id AND ({spent} OR {entered}))"
)
_RECEIPT_KEPT = _OF_KEPT_EXPENSE.format(spent=kept_sql("expense.spent_on"), entered=kept_sql("expense.entered_at"))


def _of_kept(table: str, column: str) -> str:
    """Return SQL that holds while the issued voucher that OLD belongs to must be kept."""
    of_kept = (
        "EXISTS (SELECT 1 FROM {table} AS voucher WHERE voucher.id = OLD.{column} AND voucher.number <> '' AND {kept})"
    )
    return of_kept.format(table=table, column=column, kept=kept_sql("voucher.issued_on"))


_DOCUMENT_KEPT = " OR ".join(
    [
        _of_kept("billing_invoice", "invoice_id"),
        _of_kept("billing_creditnote", "credit_note_id"),
        _of_kept("billing_paymentreminder", "reminder_id"),
    ]
)

_OF_TRANSMISSION = (
    "EXISTS (SELECT 1 FROM billing_transmission AS sending WHERE sending.id = OLD.transmission_id AND {kept})"
)
_OF_KEPT_TRANSMISSION = _OF_TRANSMISSION.format(kept=kept_sql("sending.created_at"))

GUARDS: list[Guard] = [
    *immutable(
        "billing_transmission",
        columns=["id", "document_id", "number", "receiver", "key", "sha256", "created_at"],
        kept=kept_sql("OLD.created_at"),
    ),
    *append_only("billing_transmissionevent", kept=_OF_KEPT_TRANSMISSION),
    Guard("billing_invoicerunresult_is_approved", "billing_invoicerunresult", "INSERT", _UNAPPROVED),
    Guard("billing_invoicerun_settled", "billing_invoicerun", "UPDATE", _SETTLED),
    Guard(
        "billing_vatrate_unchanged_once_used",
        "billing_vatrate",
        "UPDATE",
        "EXISTS (SELECT 1 FROM billing_invoice AS invoice WHERE invoice.issued_on >= OLD.valid_from)",
    ),
    Guard(
        "billing_vatrate_kept_once_used",
        "billing_vatrate",
        "DELETE",
        "EXISTS (SELECT 1 FROM billing_invoice AS invoice WHERE invoice.issued_on >= OLD.valid_from)",
    ),
    *immutable("billing_expense", kept=_EXPENSE_KEPT),
    Guard(
        "billing_expense_takes_back_its_like",
        "billing_expense",
        "INSERT",
        f"NEW.reverses_id IS NOT NULL AND {_TAKES_BACK_ANOTHER}",
    ),
    *immutable("billing_receipt", kept=_RECEIPT_KEPT),
    *append_only("billing_historicalbudget"),
    *immutable("billing_invoice", once="OLD.number <> ''", columns=_FROZEN, kept=kept_sql("OLD.issued_on")),
    Guard("billing_invoice_status_never_back", "billing_invoice", "UPDATE", _BACK),
    Guard("billing_invoiceline_not_added", "billing_invoiceline", "INSERT", _is_issued("NEW")),
    # A line of a draft must not move to an issued invoice either.
    Guard(
        "billing_invoiceline_unchanged", "billing_invoiceline", "UPDATE", f"{_is_issued('OLD')} OR {_is_issued('NEW')}"
    ),
    Guard("billing_invoiceline_kept", "billing_invoiceline", "DELETE", _of_kept("billing_invoice", "invoice_id")),
    Guard("billing_invoiceline_not_truncated", "billing_invoiceline", "TRUNCATE", "TRUE"),
    Guard(
        "billing_invoiceseries_steps_by_one",
        "billing_invoiceseries",
        "UPDATE",
        "NEW.last_number NOT IN (OLD.last_number, OLD.last_number + 1) OR NEW.prefix <> OLD.prefix",
    ),
    Guard("billing_invoiceseries_kept", "billing_invoiceseries", "DELETE", "OLD.last_number > 0"),
    Guard("billing_invoiceseries_not_truncated", "billing_invoiceseries", "TRUNCATE", "TRUE"),
    Guard("billing_invoice_credited_never_less", "billing_invoice", "UPDATE", "NEW.credited < OLD.credited"),
    # The invoice's own sum counts a credit note first: its row lock and its CHECK keep two from crediting the same kroner.
    Guard(
        "billing_creditnote_is_counted",
        "billing_creditnote",
        "INSERT",
        f"{_oere(_ALL_CREDITED)} + {_oere('NEW.total')} <> {_oere(_COUNTED)}",
    ),
    Guard(
        "billing_creditnoteline_within_its_line",
        "billing_creditnoteline",
        "INSERT",
        f"{_oere(_LINE_CREDITED)} + {_oere('NEW.net')} > {_oere(_LINE_ASKED)}",
    ),
    Guard(
        "billing_creditnoteline_not_added",
        "billing_creditnoteline",
        "INSERT",
        f"{_oere(_LINES_OF_NOTE)} + {_oere('NEW.net')} + {_oere('NEW.vat')} > {_oere(_NOTE)}",
    ),
    *immutable("billing_creditnote", kept=kept_sql("OLD.issued_on")),
    *immutable("billing_creditnoteline", kept=_of_kept("billing_creditnote", "credit_note_id")),
    Guard(
        "billing_invoicedocument_not_added",
        "billing_invoicedocument",
        "INSERT",
        f"NEW.invoice_id IS NOT NULL AND {_is_issued('NEW')}",
    ),
    *immutable("billing_invoicedocument", kept=_DOCUMENT_KEPT),
    *BANK_GUARDS,
]
