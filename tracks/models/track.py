"""The tracks: what each of the track bodies works with."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from partnership.models import Body


class Track(models.Model):
    """A track's theme and launch; its members hold the seats of its body."""

    body = models.OneToOneField(Body, models.CASCADE, verbose_name=_("body"), related_name="track")
    theme = models.TextField(_("theme"))
    launches_on = models.DateField(_("launches on"))

    class Meta:
        verbose_name = _("track")
        verbose_name_plural = _("tracks")
        ordering = ["body__position", "pk"]

    def __str__(self) -> str:
        return str(self.body)
