"""Materials of an event: files and links."""

from __future__ import annotations

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from events.models.sharing import Audience, SharedQuerySet
from partnership.models import Person, StoredDocument


class MaterialQuerySet(SharedQuerySet["Material"]):
    def published(self) -> MaterialQuerySet:
        """Materials that are not taken away."""
        return self.filter(withdrawn_at__isnull=True)


class Material(models.Model):
    """A file or a link that belongs to an event. It is taken away, never deleted: somebody may ask what was shown."""

    event = models.ForeignKey(Event, models.PROTECT, verbose_name=_("event"), related_name="materials")
    title = models.CharField(_("title"), max_length=150)
    audience = models.CharField(_("who may see it"), max_length=10, choices=Audience)
    document = models.OneToOneField(
        StoredDocument, models.PROTECT, verbose_name=_("file"), related_name="material", null=True, blank=True
    )
    file_name = models.CharField(_("name of the file"), max_length=120, blank=True)
    url = models.URLField(_("link"), max_length=500, blank=True, validators=[URLValidator(schemes=["https", "http"])])
    added_by = models.ForeignKey(Person, models.PROTECT, verbose_name=_("added by"), related_name="+")
    added_at = models.DateTimeField(_("added"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("taken away"), null=True, blank=True)

    objects = MaterialQuerySet.as_manager()

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        ordering = ["event", "added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(document__isnull=True, file_name="") & ~Q(url="")
                | Q(document__isnull=False, url="") & ~Q(file_name=""),
                name="material_is_a_file_or_a_link",
                violation_error_message=_("Choose a file or write a link, not both."),
            ),
        ]

    def __str__(self) -> str:
        return self.title
