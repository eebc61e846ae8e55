"""Finance's work in the admin site."""

from billing.admin.budget import BudgetAdmin
from billing.admin.credit_note import CreditNoteAdmin
from billing.admin.expense import ExpenseAdmin
from billing.admin.fee_year import FeeYearAdmin
from billing.admin.invoice import InvoiceAdmin, InvoiceSeriesAdmin
from billing.admin.ledger import LedgerAccountAdmin
from billing.admin.profile import BillingProfileAdmin
from billing.admin.run import InvoiceRunAdmin
from billing.admin.seller import SellerAdmin
from billing.admin.transmission import TransmissionAdmin
from billing.admin.vat import VatRateAdmin

__all__ = [
    "BillingProfileAdmin",
    "BudgetAdmin",
    "CreditNoteAdmin",
    "ExpenseAdmin",
    "FeeYearAdmin",
    "InvoiceAdmin",
    "InvoiceRunAdmin",
    "InvoiceSeriesAdmin",
    "LedgerAccountAdmin",
    "SellerAdmin",
    "TransmissionAdmin",
    "VatRateAdmin",
]
