"""A person's data, corrected by the person or a colleague."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from partnership.forms.coordinators import ADDRESS_ERRORS
from partnership.forms.unchanged import UnchangedMixin
from partnership.models import Person
from partnership.services.people import CORRECTABLE


class PersonForm(UnchangedMixin, forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """Name, work, and how the person is reached. `correct_person` stores it."""

    class Meta:
        model = Person
        fields = CORRECTABLE
        help_texts = {"email": _("Letters and log-in codes come to this address. A change is told to both addresses.")}
        error_messages = {"email": ADDRESS_ERRORS, "name": {"required": _("Write the name.")}}
