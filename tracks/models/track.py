"""The tracks: what each of the track bodies works with."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partnership.models import Body


class Track(models.Model):
    """A track's theme and launch; its members hold the seats of its body."""

    body = models.OneToOneField(Body, models.CASCADE, verbose_name=_("body"), related_name="track")
    theme = models.TextField(_("theme"))
    launches_on = models.DateField(
        _("launches on"), help_text=_("No event of the track is held before, and no host is asked for a visit.")
    )
    invites_on = models.DateField(
        _("invitations go out from"),
        null=True,
        blank=True,
        help_text=_("Until then nobody is invited to the track's events. Empty: the day on which it starts."),
    )

    class Meta:
        verbose_name = _("track")
        verbose_name_plural = _("tracks")
        ordering = ["body__position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(invites_on__isnull=True) | Q(invites_on__lte=F("launches_on")),
                name="track_invites_before_it_starts",
                violation_error_message=_("Invitations go out at the latest on the day on which the track starts."),
            )
        ]

    def __str__(self) -> str:
        return str(self.body)
