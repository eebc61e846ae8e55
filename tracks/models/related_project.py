"""Projects beside the partnership whose knowledge a track draws in."""

from __future__ import annotations

from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracks.models.track import Track


class RelatedProject(models.Model):
    """A project that somebody else runs, and what a track learns from it; all of it is public."""

    track = models.ForeignKey(Track, models.CASCADE, verbose_name=_("track"), related_name="related_projects")
    title = models.CharField(_("title"), max_length=150)
    run_by = models.CharField(_("who runs it"), max_length=150)
    teaches = models.CharField(
        _("what it teaches the track"), max_length=400, help_text=_("One or two sentences that everybody can read.")
    )
    website = models.URLField(_("link"), blank=True, validators=[URLValidator(schemes=["https", "http"])])
    from_on = models.DateField(_("from"), null=True, blank=True)
    until_on = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The day on which it has ended. Empty: it goes on.")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=1, help_text=_("The lowest number first."))

    class Meta:
        verbose_name = _("related project")
        verbose_name_plural = _("related projects")
        ordering = ["track", "position", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["track", "title"],
                name="related_project_once_in_a_track",
                violation_error_message=_("The track already draws on a project with this title."),
            ),
            models.CheckConstraint(
                condition=Q(from_on__isnull=True) | Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")),
                name="related_project_ends_after_it_starts",
                violation_error_message=_("The project must end after it starts."),
            ),
        ]

    def __str__(self) -> str:
        return self.title
