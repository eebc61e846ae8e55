"""Finance's work in the admin site."""

from billing.admin.bank_account import BankAccountAdmin, ReferenceRateAdmin
from billing.admin.bank_entry import BankEntryAdmin
from billing.admin.bank_file import BankFileAdmin
from billing.admin.budget import BudgetAdmin
from billing.admin.credit_note import CreditNoteAdmin
from billing.admin.expense import ExpenseAdmin
from billing.admin.fee_year import FeeYearAdmin
from billing.admin.invoice import InvoiceAdmin, InvoiceSeriesAdmin
from billing.admin.ledger import LedgerAccountAdmin
from billing.admin.profile import BillingProfileAdmin
from billing.admin.reminder import PaymentReminderAdmin
from billing.admin.run import InvoiceRunAdmin
from billing.admin.seller import SellerAdmin
from billing.admin.transmission import TransmissionAdmin
from billing.admin.vat import VatRateAdmin

__all__ = [
    "BankAccountAdmin",
    "BankEntryAdmin",
    "BankFileAdmin",
    "BillingProfileAdmin",
    "BudgetAdmin",
    "CreditNoteAdmin",
    "ExpenseAdmin",
    "FeeYearAdmin",
    "InvoiceAdmin",
    "InvoiceRunAdmin",
    "InvoiceSeriesAdmin",
    "LedgerAccountAdmin",
    "PaymentReminderAdmin",
    "ReferenceRateAdmin",
    "SellerAdmin",
    "TransmissionAdmin",
    "VatRateAdmin",
]
