"""Files that the portal keeps for good, with the hash they were stored under."""

from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class StoredDocument(models.Model):
    """A file under the documents folder; its bytes never change."""

    path = models.CharField(_("path under the documents folder"), max_length=200, unique=True)
    media_type = models.CharField(_("media type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    stored_at = models.DateTimeField(_("stored"))

    class Meta:
        verbose_name = _("stored document")
        verbose_name_plural = _("stored documents")
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(condition=models.Q(size__gt=0), name="stored_document_is_not_empty"),
        ]

    def __str__(self) -> str:
        return self.path

    @property
    def in_history(self) -> str:
        """What a history calls the file, whose name says nothing."""
        kind = "PDF" if self.media_type == "application/pdf" else self.media_type
        return f"{kind}, {-(-self.size // 1024)} kB"

    @property
    def file(self) -> Path:
        """Where the bytes are."""
        return Path(settings.DOCUMENTS) / self.path
