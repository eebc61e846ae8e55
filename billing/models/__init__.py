"""The yearly fee: who sells, which years, which invoices."""

from billing.models.fee_year import FeeYear
from billing.models.invoice import Invoice, InvoiceLine, InvoiceSeries
from billing.models.run import InvoiceRun, InvoiceRunResult
from billing.models.seller import Seller

__all__ = ["FeeYear", "Invoice", "InvoiceLine", "InvoiceRun", "InvoiceRunResult", "InvoiceSeries", "Seller"]
