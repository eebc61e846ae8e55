"""The formats of e-invoices that a Danish authority must be able to receive."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Format(TextChoices):
    """Profile of a document; the value is stamped on each document that is written."""

    PEPPOL_BIS3 = "peppol_bis3", _("Peppol BIS Billing 3.0")
    OIOUBL_21 = "oioubl_21", _("OIOUBL 2.1")
