"""The groups of people who work in the secretariat; what each may do stands in `partnership.config.groups`."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """The name of a group, and how people read it."""

    SECRETARIAT = "secretariat", _("secretariat")
    FINANCE = "finance", _("finance")
    READER = "reader", _("reader")
