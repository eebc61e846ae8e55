"""What two records of one person do to invoices: next to nothing, since invoices are the municipalities'."""

from partnership.services.merging import Rule, leave, move

RULES: list[Rule] = [
    Rule("billing.transmissionevent.by", leave),
    # Who asked and who approved is settled: it names who it was at the time.
    Rule("billing.invoicerun.requested_by", leave),
    Rule("billing.invoicerun.approved_by", leave),
    Rule("billing.invoicerun.declined_by", leave),
    Rule("billing.billingprofile.changed_by", move),
    # A credit note cannot change; it names who it was at the time.
    Rule("billing.creditnote.issued_by", leave),
    # Neither can these.
    Rule("billing.bankfile.imported_by", leave),
    Rule("billing.payment.made_by", leave),
    Rule("billing.settingaside.made_by", leave),
    Rule("billing.settingaside.lifted_by", leave),
    Rule("billing.dispute.made_by", leave),
    Rule("billing.dispute.lifted_by", leave),
    Rule("billing.paymentreminder.issued_by", leave),
    # Nor do the accounts.
    Rule("billing.expense.entered_by", leave),
    Rule("billing.receipt.added_by", leave),
]
