"""Triggers that keep issued invoices as they were issued, and number series from going back."""

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
]
_PARENT_ISSUED = (
    "EXISTS (SELECT 1 FROM billing_invoice AS invoice WHERE invoice.id = {row}.invoice_id AND invoice.number <> '')"
)

GUARDS: list[Guard] = [
    *immutable("billing_invoice", once="OLD.number <> ''", columns=_FROZEN),
    Guard(
        "billing_invoice_not_reopened",
        "billing_invoice",
        "UPDATE",
        "OLD.status <> 'draft' AND NEW.status = 'draft'",
    ),
    Guard("billing_invoiceline_not_added", "billing_invoiceline", "INSERT", _PARENT_ISSUED.format(row="NEW")),
    Guard("billing_invoiceline_unchanged", "billing_invoiceline", "UPDATE", _PARENT_ISSUED.format(row="OLD")),
    Guard("billing_invoiceline_kept", "billing_invoiceline", "DELETE", _PARENT_ISSUED.format(row="OLD")),
    Guard("billing_invoiceline_not_truncated", "billing_invoiceline", "TRUNCATE", "TRUE"),
    Guard(
        "billing_invoiceseries_never_back",
        "billing_invoiceseries",
        "UPDATE",
        "NEW.last_number < OLD.last_number OR NEW.prefix <> OLD.prefix",
    ),
    Guard("billing_invoiceseries_kept", "billing_invoiceseries", "DELETE", "OLD.last_number > 0"),
]
