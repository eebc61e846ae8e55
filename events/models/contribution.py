"""What organisations without a seat contribute to a body: Danmarks Lærerforening to the staff track, for example."""

from __future__ import annotations

from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.audience import GuestOrganisation
from partnership.models import Body


class ContributionQuerySet(models.QuerySet["Contribution"]):
    def public(self) -> ContributionQuerySet:
        """Contributions of organisations that the public pages name."""
        return self.filter(organisation__is_public=True)


class Contribution(models.Model):
    """An organisation brings what it knows into one body. What it contributes to all of them stands on the organisation."""

    organisation = models.ForeignKey(
        GuestOrganisation, models.CASCADE, verbose_name=_("organisation"), related_name="contributions"
    )
    body = models.ForeignKey(Body, models.CASCADE, verbose_name=_("contributes to"), related_name="contributions")
    what = models.CharField(
        _("what it contributes"), max_length=300, blank=True, help_text=_("Public, where the organisation is.")
    )
    website = models.URLField(
        _("link"),
        blank=True,
        validators=[URLValidator(schemes=["https", "http"])],
        help_text=_("A page about the contribution. Empty: the website of the organisation."),
    )
    position = models.PositiveSmallIntegerField(
        _("order"), default=1, help_text=_("Among those who contribute to the same body; the lowest number first.")
    )

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["body__position", "position", "organisation__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "body"],
                name="contribution_once_to_a_body",
                violation_error_message=_("The organisation already stands among those who contribute to this body."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.body}: {self.organisation}"

    @property
    def link(self) -> str:
        """Where one can read on, if anywhere."""
        return self.website or self.organisation.website
