"""The yearly fee: from agreement to invoice."""

from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _

from billing.checks import official_rules


class BillingConfig(AppConfig):
    name = "billing"
    verbose_name = _("Billing")

    def ready(self) -> None:
        checks.register(official_rules)
