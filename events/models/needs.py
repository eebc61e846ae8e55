"""What somebody must be able to eat, and needs to take part: kept by the person alone, and never longer than needed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnership.models import Person


class Needs(models.Model):
    """The dietary and access needs of one person, with the moment of consent (GDPR article 9, 2a).

    They are in no history, no admin page and no export but the person's own. Others see that something is given, and the
    organisers see counts without names.
    """

    class Diet(models.TextChoices):
        VEGETARIAN = "vegetarian", _("vegetarian")
        VEGAN = "vegan", _("vegan")
        NO_PORK = "no_pork", _("no pork")
        NO_GLUTEN = "no_gluten", _("no gluten")
        NO_LACTOSE = "no_lactose", _("no lactose")
        NO_NUTS = "no_nuts", _("no nuts")
        NO_FISH = "no_fish", _("no fish or shellfish")

    person = models.OneToOneField(Person, models.CASCADE, verbose_name=_("person"), related_name="needs")
    diets = models.JSONField(_("food"), default=list)
    diet_note = models.CharField(_("other food"), max_length=300, blank=True)
    access_note = models.CharField(_("access"), max_length=300, blank=True)
    consented_at = models.DateTimeField(_("consent given"))
    changed_at = models.DateTimeField(_("last changed"))

    class Meta:
        verbose_name = _("needs")
        verbose_name_plural = _("needs")
        constraints = [
            models.CheckConstraint(
                condition=~Q(diets=[]) | ~Q(diet_note="") | ~Q(access_note=""), name="needs_say_something"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)  # never the content, nor whose it is
