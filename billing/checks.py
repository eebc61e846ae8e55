"""What `manage.py check` says about the rules that e-invoices are held to."""

from typing import Any

from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from billing.documents.rules import rule_set_of
from billing.formats import Format


def official_rules(**kwargs: Any) -> list[checks.CheckMessage]:
    """Report rules that are named but cannot be run, before an invoice meets them."""
    found: list[checks.CheckMessage] = []
    for format_ in Format:
        try:
            rule_set_of(format_)
        except ImproperlyConfigured as error:
            found.append(checks.Error(str(error), id=f"billing.E001.{format_.value}"))
    return found
