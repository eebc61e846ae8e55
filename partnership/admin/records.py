"""What the portal records by itself: stored files and signs of life."""

from __future__ import annotations

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from municipalities.readonly import ReadOnly
from partnership.models import Pulse, StoredDocument


@admin.register(StoredDocument)
class StoredDocumentAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("path", "media_type", "size", "stored_at")
    list_filter = ("media_type",)
    search_fields = ("path", "sha256")
    fields = ("path", "media_type", "size", "sha256", "stored_at", "download")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.file_view)
        return [path("<int:pk>/file/", view, name="partnership_storeddocument_file"), *super().get_urls()]

    @admin.display(description=gettext_lazy("file"))
    def download(self, document: StoredDocument) -> SafeString:
        url = reverse("admin:partnership_storeddocument_file", args=[document.pk])
        return format_html('<a href="{}">{}</a>', url, document.path)

    def file_view(self, request: HttpRequest, pk: int) -> FileResponse:
        """Hand out the file as it was stored."""
        document = get_object_or_404(StoredDocument, pk=pk)
        if not self.has_view_permission(request, document):
            raise PermissionDenied
        try:
            file = document.file.open("rb")
        except OSError as error:
            raise Http404(_("The file is not there.")) from error
        return FileResponse(file, as_attachment=True, filename=document.file.name, content_type=document.media_type)


@admin.register(Pulse)
class PulseAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("name", "at")
