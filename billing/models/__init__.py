"""The yearly fee: who sells, which years, which invoices."""

from billing.models.balance import PaymentState
from billing.models.bank import BankAccount, BankEntry, BankFile, CsvColumns, SettingAside
from billing.models.credit_note import CreditNote, CreditNoteLine
from billing.models.document import InvoiceDocument
from billing.models.fee_year import FeeYear
from billing.models.invoice import Invoice, InvoiceLine, InvoiceSeries
from billing.models.payment import Dispute, Payment
from billing.models.profile import BillingProfile
from billing.models.reminder import PaymentReminder, ReferenceRate
from billing.models.run import InvoiceRun, InvoiceRunResult
from billing.models.seller import Seller

__all__ = [
    "BankAccount",
    "BankEntry",
    "BankFile",
    "BillingProfile",
    "CreditNote",
    "CreditNoteLine",
    "CsvColumns",
    "Dispute",
    "FeeYear",
    "Invoice",
    "InvoiceDocument",
    "InvoiceLine",
    "InvoiceRun",
    "InvoiceRunResult",
    "InvoiceSeries",
    "Payment",
    "PaymentReminder",
    "PaymentState",
    "ReferenceRate",
    "Seller",
    "SettingAside",
]
