"""What the objections of the official rules mean here, in words for the secretariat: the ones that data can cause."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_ENDPOINT = _("The municipality's EAN number is missing or wrong.")
_REFERENCE = _("The municipality's person reference is missing.")
_CVR = _("A CVR number is missing or wrong.")
_ADDRESS = _("An address is not complete: street, number, postal code and city are needed.")
_PAYMENT = _("The way of payment is not complete or not allowed: look at the seller settings.")
_AMOUNTS = _("The amounts do not add up.")
_VAT = _("The VAT is not 25 per cent of the amount.")
_EMPTY = _("The document has an empty element.")
_DUE = _("The due date is missing.")

_TEXTS: dict[str, Promise | str] = {
    **dict.fromkeys(("PEPPOL-EN16931-R010", "PEPPOL-COMMON-R040", "F-INV046", "F-CRN040", "F-LIB180"), _ENDPOINT),
    **dict.fromkeys(("PEPPOL-EN16931-R003", "F-INV051", "F-CRN047"), _REFERENCE),
    **dict.fromkeys(
        ("DK-R-002", "DK-R-013", "DK-R-014", "DK-R-017", "BR-S-02", "PEPPOL-COMMON-R042", "F-INV034", "F-LIB184"), _CVR
    ),
    **dict.fromkeys(("BR-08", "BR-10", "F-LIB035", "F-LIB031", "F-LIB034"), _ADDRESS),
    **dict.fromkeys(
        ("DK-R-005", "DK-R-006", "DK-R-010", "DK-R-011", "UBL-SR-44", "UBL-SR-47", "F-LIB153", "F-LIB155", "F-LIB156"),
        _PAYMENT,
    ),
    **dict.fromkeys(("BR-CO-10", "BR-CO-13", "BR-CO-15", "BR-CO-16", "DK-R-016", "F-INV127", "F-INV133"), _AMOUNTS),
    **dict.fromkeys(("BR-CO-14", "BR-CO-17", "BR-S-08", "BR-S-09"), _VAT),
    "PEPPOL-EN16931-R008": _EMPTY,
    "BR-CO-25": _DUE,
}


def explanation_of(rule: str) -> str:
    """Return what a rule's objection means; an empty string for the many that no data of ours can cause."""
    return str(_TEXTS.get(rule, ""))
