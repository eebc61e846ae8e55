"""Tell what kind of file somebody chose, before anything of it is believed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from billing.bank.entries import FILE_LIMIT, BankFileRefused


def is_xml(content: bytes) -> bool:
    """Tell whether the file is to be read as XML. Raises BankFileRefused for one that is empty, too large, or something else."""
    if not content.strip():
        raise BankFileRefused(_("The file is empty. Fetch it again from the bank."))
    if len(content) > FILE_LIMIT:
        limit = FILE_LIMIT // (1024 * 1024)
        raise BankFileRefused(
            _("The file is larger than %(limit)d MB. Fetch it from the bank for a shorter period.") % {"limit": limit}
        )
    if content.startswith((b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise BankFileRefused(
            _("The file is a PDF, a spreadsheet or an archive. Choose CAMT.053, CAMT.054 or CSV in the bank's export.")
        )
    return content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")
