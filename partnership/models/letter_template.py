"""The secretariat's own texts of letters, where they differ from the house's."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from partnership.models.person import Person


class LetterTemplate(models.Model):
    """The text of one kind of letter in one language, instead of the house text; for one occasion where `scope` names it."""

    kind = models.SlugField(_("kind"), max_length=40)
    language = models.CharField(_("language"), max_length=2, choices=Person.Language)
    scope = models.SlugField(_("for"), max_length=40, blank=True, help_text=_("Empty: for all letters of the kind."))
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    changed_by = models.ForeignKey(Person, models.PROTECT, verbose_name=_("changed by"), related_name="+")
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("text of letters")
        verbose_name_plural = _("texts of letters")
        ordering = ["kind", "scope", "language"]
        constraints = [models.UniqueConstraint(fields=["kind", "language", "scope"], name="letter_template_is_one")]

    def __str__(self) -> str:
        return f"{self.kind} ({self.language}) {self.scope}".strip()
