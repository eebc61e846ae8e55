"""Finance's work in the admin site."""

from billing.admin.fee_year import FeeYearAdmin
from billing.admin.invoice import InvoiceAdmin, InvoiceSeriesAdmin
from billing.admin.run import InvoiceRunAdmin
from billing.admin.seller import SellerAdmin

__all__ = ["FeeYearAdmin", "InvoiceAdmin", "InvoiceRunAdmin", "InvoiceSeriesAdmin", "SellerAdmin"]
