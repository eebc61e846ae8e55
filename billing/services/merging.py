"""What two records of one person do to invoices: next to nothing, since invoices are the municipalities'."""

from partnership.services.merging import Rule, move

RULES: list[Rule] = [Rule("billing.invoicerun.requested_by", move)]
