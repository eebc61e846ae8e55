"""EAN numbers (GLN) of Danish public bodies: 13 digits that begin with 579 and end with a check digit."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum import ean

#: GS1 Denmark's prefix of locations.
PREFIX = "579"
_LENGTH = 13


def gln_fault(value: str) -> str:
    """Return what is wrong with an EAN number, in a sentence that says what to do; an empty string when nothing is."""
    if not re.fullmatch("[0-9]*", value):
        return _("An EAN number has digits only.")
    if len(value) != _LENGTH:
        return _("An EAN number has 13 digits; this one has %(count)d.") % {"count": len(value)}
    if not value.startswith(PREFIX):
        return _("The EAN number of a Danish authority begins with 579; this one begins with %(start)s.") % {
            "start": value[:3]
        }
    if not ean.is_valid(value):
        return _("The last digit of the EAN number does not fit the others: check the digits one by one.")
    return ""


def validate_gln(value: str) -> None:
    """Raise ValidationError unless the value is the EAN number of a Danish authority."""
    if fault := gln_fault(value):
        raise ValidationError(fault, code="gln")


def bare_gln(written: str) -> str:
    """Return an EAN number without the spaces, dots and hyphens that people write between the digits."""
    return re.sub(r"[\s.\u2010-\u2015-]", "", written)
