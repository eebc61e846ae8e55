"""The bodies in which municipalities have seats."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from partnership.models.partnership import Partnership


class Body(models.Model):
    """A steering group, development group or track body, with its seats per municipality."""

    class Kind(models.TextChoices):
        STEERING_GROUP = "steering_group", _("steering group")
        DEVELOPMENT_GROUP = "development_group", _("development group")
        TRACK = "track", _("track")

    partnership = models.ForeignKey(Partnership, models.CASCADE, verbose_name=_("partnership"), related_name="bodies")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    key = models.SlugField(_("short name"), help_text=_("Used in the programme file, for example “leadership”."))
    name = models.CharField(_("name"), max_length=100)
    seeks = models.CharField(_("whom the body seeks"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    seats_min = models.PositiveSmallIntegerField(_("fewest seats per municipality"))
    seats_max = models.PositiveSmallIntegerField(_("most seats per municipality"))
    approval_required = models.BooleanField(
        _("nominations are approved at home"),
        default=False,
        help_text=_(
            "The municipality names a leader, for politicians the mayor, who approves before the person hears of it."
        ),
    )

    class Meta:
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        ordering = ["partnership", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "key"],
                name="body_key_is_used_once",
                violation_error_message=_("The partnership already has a body with this short name."),
            ),
            models.CheckConstraint(
                condition=models.Q(seats_max__gte=models.F("seats_min")) & models.Q(seats_max__gte=1),
                name="body_most_seats_not_below_fewest",
                violation_error_message=_("The most seats must be at least 1 and not below the fewest."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
