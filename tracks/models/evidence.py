"""A practice that a municipality points at in its assessment of the success criteria."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from partnership.models import CriterionAnswer
from tracks.models.practice import Practice


class PracticeEvidence(models.Model):
    """The practice that an answer builds on. Here and not beside the answer, which knows of no practices."""

    answer = models.OneToOneField(
        CriterionAnswer, models.CASCADE, verbose_name=_("answer"), related_name="practice_evidence"
    )
    practice = models.ForeignKey(
        Practice, models.PROTECT, verbose_name=_("practice"), related_name="assessment_evidence"
    )

    class Meta:
        verbose_name = _("practice as evidence")
        verbose_name_plural = _("practices as evidence")
        ordering = ["answer"]

    def __str__(self) -> str:
        return f"{self.answer}: {self.practice}"
