"""The yearly fee: who sells, which years, which invoices."""

from billing.models.balance import PaymentState
from billing.models.bank import BankAccount, BankEntry, BankFile, CsvColumns, SettingAside
from billing.models.budget import Budget
from billing.models.credit_note import CreditNote, CreditNoteLine
from billing.models.document import InvoiceDocument
from billing.models.expense import Expense, ExpenseKind, Receipt
from billing.models.fee_year import FeeYear
from billing.models.invoice import Invoice, InvoiceLine
from billing.models.ledger import LedgerAccount
from billing.models.payment import Dispute, Payment
from billing.models.profile import BillingProfile
from billing.models.reminder import PaymentReminder, ReferenceRate
from billing.models.run import InvoiceRun, InvoiceRunResult
from billing.models.seller import Seller
from billing.models.series import InvoiceSeries
from billing.models.transmission import Transmission, TransmissionEvent
from billing.models.vat import VatRate

__all__ = [
    "BankAccount",
    "BankEntry",
    "BankFile",
    "BillingProfile",
    "Budget",
    "CreditNote",
    "CreditNoteLine",
    "CsvColumns",
    "Dispute",
    "Expense",
    "ExpenseKind",
    "FeeYear",
    "Invoice",
    "InvoiceDocument",
    "InvoiceLine",
    "InvoiceRun",
    "InvoiceRunResult",
    "InvoiceSeries",
    "LedgerAccount",
    "Payment",
    "PaymentReminder",
    "PaymentState",
    "Receipt",
    "ReferenceRate",
    "Seller",
    "SettingAside",
    "Transmission",
    "TransmissionEvent",
    "VatRate",
]
