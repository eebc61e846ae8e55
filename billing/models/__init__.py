"""The yearly fee: who sells, which years, which invoices."""

from billing.models.budget import Budget
from billing.models.credit_note import CreditNote, CreditNoteLine
from billing.models.document import InvoiceDocument
from billing.models.expense import Expense, ExpenseKind, Receipt
from billing.models.fee_year import FeeYear
from billing.models.invoice import Invoice, InvoiceLine, InvoiceSeries
from billing.models.profile import BillingProfile
from billing.models.run import InvoiceRun, InvoiceRunResult
from billing.models.seller import Seller

__all__ = [
    "BillingProfile",
    "Budget",
    "CreditNote",
    "CreditNoteLine",
    "Expense",
    "ExpenseKind",
    "FeeYear",
    "Invoice",
    "InvoiceDocument",
    "InvoiceLine",
    "InvoiceRun",
    "InvoiceRunResult",
    "InvoiceSeries",
    "Receipt",
    "Seller",
]
