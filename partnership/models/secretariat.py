"""Where the public reaches the secretariat."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Secretariat(models.Model):
    """The secretariat's address, mail and phone, as the public pages show them. There is one row."""

    only = models.BooleanField(default=True, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=100, default="KL – Kommunernes Landsforening")
    street = models.CharField(_("street"), max_length=100, default="Weidekampsgade 10")
    postal_code = models.CharField(_("postal code"), max_length=4, default="2300")
    city = models.CharField(_("city"), max_length=60, default="København S")
    email = models.EmailField(
        _("e-mail address"), blank=True, help_text=_("Left empty, the address that the portal's letters come from.")
    )
    phone = models.CharField(_("phone"), max_length=30, default="33 70 33 70", blank=True)
    phone_hours = models.CharField(_("when the phone is answered"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("the secretariat's contact details")
        verbose_name_plural = _("the secretariat's contact details")
        constraints = [models.CheckConstraint(condition=models.Q(only=True), name="secretariat_is_one")]

    def __str__(self) -> str:
        return self.name

    @property
    def dialled(self) -> str:
        """The phone number as a link dials it; eight digits are Danish."""
        digits = "".join(character for character in self.phone if character.isdigit() or character == "+")
        return f"+45{digits}" if len(digits) == 8 else digits
