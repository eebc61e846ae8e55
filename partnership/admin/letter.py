"""The outbox: what was written to whom, what became of it, and sending again what did not get away."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from municipalities.readonly import ReadOnly
from partnership.letter_kinds import KINDS
from partnership.letter_texts import LINK_MARKER, STOP_MARKER
from partnership.models import Letter, LetterAttachment
from partnership.services.deliveries import requeue_letters
from partnership.text import day

_IS_SENT = ExpressionWrapper(Q(status=Letter.Status.SENT), output_field=BooleanField())


class KindFilter(admin.SimpleListFilter):
    title = gettext_lazy("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        kinds = Letter.objects.order_by("kind").values_list("kind", flat=True).distinct()
        return [(kind, KINDS.get(kind, kind)) for kind in kinds]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Letter]) -> QuerySet[Letter]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Letter)
class LetterAdmin(ReadOnly, admin.ModelAdmin):
    """Letters are written and sent by services; what has not left yet stands first."""

    list_display = ("subject", "to_email", "kind_in_words", "status", "created_at", "sent_at")
    list_filter = ("status", KindFilter)
    search_fields = ("to_email", "to_name", "subject")
    ordering = (_IS_SENT.asc(), "-created_at", "-pk")  # type: ignore[assignment]  # the stubs forget expressions
    actions = ("send_again",)
    fields = (
        "subject",
        "to_name",
        "to_email",
        "kind_in_words",
        "status",
        "created_at",
        "not_before",
        "sent_at",
        "attempt",
        "last_error",
        "body",
        "files",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Letter]:
        return super().get_queryset(request).defer("html")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.attachment_view)
        pattern = path("<int:letter_pk>/attachment/<int:pk>/", view, name="partnership_letter_attachment")
        return [pattern, *super().get_urls()]

    @admin.display(description=gettext_lazy("kind"), ordering="kind")
    def kind_in_words(self, letter: Letter) -> str:
        return str(KINDS.get(letter.kind, letter.kind))

    @admin.display(description=gettext_lazy("text"))
    def body(self, letter: Letter) -> SafeString | str:
        """The text without what would let its reader act as the recipient: neither link nor log-in code."""
        if letter.confidential:
            return _("Confidential: only the recipient reads it.")
        if letter.erased_at is not None:
            return _("Deleted on %(day)s: texts and attachments are kept for twelve months.") % {
                "day": day(timezone.localdate(letter.erased_at))
            }
        text = letter.text.replace(LINK_MARKER, _("[personal link]")).replace(STOP_MARKER, _("[link that stops these]"))
        return format_html("{}", format_html_join("", "{}<br>", ((line,) for line in text.splitlines())))

    @admin.display(description=gettext_lazy("attachments"))
    def files(self, letter: Letter) -> SafeString | str:
        rows = letter.attachments.defer("content")
        links = [(reverse("admin:partnership_letter_attachment", args=[letter.pk, row.pk]), row.name) for row in rows]
        return format_html_join(", ", '<a href="{}">{}</a>', links) or "–"

    @admin.action(description=gettext_lazy("Send again"), permissions=["resend"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Letter]) -> None:
        count = requeue_letters(queryset.order_by(), now=timezone.now())
        text = ngettext("%(count)d letter is sent again.", "%(count)d letters are sent again.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS if count else messages.WARNING)
        if not count:
            text = _("Only letters that failed or are on hold can be sent again.")
            self.message_user(request, text, messages.WARNING)

    def has_resend_permission(self, request: HttpRequest) -> bool:
        """Tell whether the person may put letters back into the queue; nobody may change what they say."""
        return request.user.has_perm("partnership.change_letter")

    def attachment_view(self, request: HttpRequest, letter_pk: int, pk: int) -> HttpResponse:
        """Hand out a file that goes with a letter."""
        file = get_object_or_404(LetterAttachment.objects.select_related("letter"), pk=pk, letter=letter_pk)
        if not self.has_view_permission(request, file.letter) or file.letter.confidential:
            raise PermissionDenied
        response = HttpResponse(bytes(file.content), content_type=file.media_type)
        response["Content-Disposition"] = (
            content_disposition_header(as_attachment=True, filename=file.name) or "attachment"
        )
        response["X-Content-Type-Options"] = "nosniff"
        return response
