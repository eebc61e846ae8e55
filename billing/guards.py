"""Triggers that keep issued invoices as they were issued, and number series from going back or leaping."""

from partnership.guards import Guard, immutable

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
    "issued_at",
    "created_at",
]
_BACK = "(OLD.status <> 'draft' AND NEW.status = 'draft') OR (OLD.status = 'credited' AND NEW.status <> 'credited')"


def _is_issued(row: str) -> str:
    issued = (
        "EXISTS (SELECT 1 FROM billing_invoice AS invoice WHERE invoice.id = {row}.invoice_id AND invoice.number <> '')"
    )
    return issued.format(row=row)


GUARDS: list[Guard] = [
    *immutable("billing_invoice", once="OLD.number <> ''", columns=_FROZEN),
    Guard("billing_invoice_status_never_back", "billing_invoice", "UPDATE", _BACK),
    Guard("billing_invoiceline_not_added", "billing_invoiceline", "INSERT", _is_issued("NEW")),
    # A line of a draft must not move to an issued invoice either.
    Guard(
        "billing_invoiceline_unchanged", "billing_invoiceline", "UPDATE", f"{_is_issued('OLD')} OR {_is_issued('NEW')}"
    ),
    Guard("billing_invoiceline_kept", "billing_invoiceline", "DELETE", _is_issued("OLD")),
    Guard("billing_invoiceline_not_truncated", "billing_invoiceline", "TRUNCATE", "TRUE"),
    Guard(
        "billing_invoiceseries_steps_by_one",
        "billing_invoiceseries",
        "UPDATE",
        "NEW.last_number NOT IN (OLD.last_number, OLD.last_number + 1) OR NEW.prefix <> OLD.prefix",
    ),
    Guard("billing_invoiceseries_kept", "billing_invoiceseries", "DELETE", "OLD.last_number > 0"),
    Guard("billing_invoiceseries_not_truncated", "billing_invoiceseries", "TRUNCATE", "TRUE"),
]
