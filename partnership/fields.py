"""Form fields that take Danish amounts and dates as people write them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from partnership.text import figure

#: Tried in this order whatever the language; the day always comes before the month.
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%y"]


class MoneyField(forms.DecimalField):
    """An amount in kroner, written with the separators of the active language: `65.000,00`, `65000`, `65.000`.

    What can be read in two ways is refused: `65.00` is 65 kroner to a program and a slip for 6.500 to a clerk.
    """

    widget = forms.TextInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("Write the amount as a number, for example %(example)s."),
        "ambiguous": _(
            "“%(value)s” can be read in two ways. "
            "Write %(thousands)s for thousands and %(decimals)s for an amount with øre."
        ),
    }

    def to_python(self, value: object) -> Decimal | None:  # type: ignore[override]  # as DecimalField itself
        """Return the amount. Raises ValidationError for what is no amount, or more than one."""
        if value in self.empty_values or isinstance(value, Decimal):
            return super().to_python(value)
        written = _bare(str(value))
        thousand, decimal = _separators()
        grouped = rf"[0-9]{{1,3}}(?:[ {re.escape(thousand)}][0-9]{{3}})+"
        if re.fullmatch(rf"-?(?:{grouped}|[0-9]+)(?:{re.escape(decimal)}[0-9]{{1,2}})?", written):
            return super().to_python(re.sub(rf"[ {re.escape(thousand)}]", "", written).replace(decimal, "."))
        example = figure(Decimal(65000))
        if re.fullmatch(r"-?[0-9][0-9., ]*", written):
            names = {"value": str(value).strip(), "thousands": example[:-3], "decimals": figure(Decimal(65))}
            raise ValidationError(self.error_messages["ambiguous"], code="ambiguous", params=names)
        raise ValidationError(self.error_messages["invalid"], code="invalid", params={"example": example})

    def prepare_value(self, value: Any) -> Any:
        """Show an amount in the notation that is read back; leave what somebody typed as it stands."""
        return figure(Decimal(value)) if isinstance(value, int | Decimal) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Ask a phone for its figures."""
        return {**super().widget_attrs(widget), "inputmode": "decimal", "autocomplete": "off"}


class DateInput(forms.DateInput):
    """A browser's own date field, which is blank unless its value is an ISO date."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DateField(forms.DateField):
    """A date as a browser sends it or a Dane types it: 2026-11-23, 23.11.2026, 23-11-2026, 23/11/2026."""

    widget = DateInput
    input_formats = DATE_INPUT_FORMATS
    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("Write a date that exists, with day, month and year, for example 23.11.2026.")
    }

    def prepare_value(self, value: Any) -> Any:
        """Turn a date that somebody typed into the one form that the browser shows again."""
        if isinstance(value, str):
            try:
                return self.to_python(value)
            except ValidationError:
                return value
        return value


def _separators() -> tuple[str, str]:
    return (".", ",") if (get_language() or "da").startswith("da") else (",", ".")


def _bare(written: str) -> str:
    """Take off what surrounds an amount: currency, `,-` for no øre, special spaces and minus signs."""
    plain = re.sub(r"[\s\u202f]+", " ", written).replace("\u2212", "-").strip()
    plain = re.sub(r"^(?:kr\.?|dkk) ?|(?: ?(?:kr\.?|dkk))$", "", plain, flags=re.IGNORECASE)
    return re.sub(r",-+$", "", plain)
