"""Letters that came back: read, sent again, or set aside."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from municipalities.readonly import ReadOnly
from partnership.models import Bounce
from partnership.services.bounces import NotSendable, send_returned_again, set_aside


class OpenFilter(admin.SimpleListFilter):
    """What waits for somebody, unless asked otherwise."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("all", _("all"))]

    def choices(self, changelist: object) -> list[dict[str, object]]:  # type: ignore[override]
        found = list(super().choices(changelist))  # type: ignore[arg-type]
        found[0]["display"] = _("to be dealt with")
        return found  # type: ignore[return-value]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Bounce]) -> QuerySet[Bounce]:
        return queryset if self.value() == "all" else queryset.filter(pk__in=Bounce.objects.open().values("pk"))


@admin.register(Bounce)
class BounceAdmin(ReadOnly, admin.ModelAdmin):
    """Reports of mail servers; those about a wrong address wait until the letter is sent again or set aside."""

    list_display = ("sent_to", "present_address", "subject", "kind", "status", "received_at", "settled_at")
    list_filter = (OpenFilter, "kind")
    list_select_related = ("letter__person",)
    search_fields = ("letter__to_email", "letter__to_name", "letter__subject")
    fields = ("letter", "sent_to", "present_address", "kind", "status", "diagnostic", "received_at", "settled_at")
    actions = ("send_again", "leave")

    @admin.display(description=gettext_lazy("sent to"))
    def sent_to(self, bounce: Bounce) -> str:
        return bounce.letter.to_email

    @admin.display(description=gettext_lazy("the person's present address"))
    def present_address(self, bounce: Bounce) -> str:
        return bounce.letter.person.email if bounce.letter.person else "–"

    @admin.display(description=gettext_lazy("subject"))
    def subject(self, bounce: Bounce) -> str:
        return bounce.letter.subject

    def has_resend_permission(self, request: HttpRequest) -> bool:
        """Tell whether the person may send letters again."""
        return request.user.has_perm("partnership.change_letter")

    @admin.action(description=gettext_lazy("Send again to the present address"), permissions=["resend"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Bounce]) -> None:
        letters = {bounce.letter_id: bounce.letter for bounce in queryset.select_related("letter")}
        count = 0
        for letter in letters.values():
            try:
                send_returned_again(letter, now=timezone.now())
            except NotSendable as refusal:
                self.message_user(request, f"{letter.to_email}: {refusal}", messages.ERROR)
            else:
                count += 1
        text = ngettext("%(count)d letter is sent again.", "%(count)d letters are sent again.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS if count else messages.WARNING)

    @admin.action(description=gettext_lazy("Set aside"), permissions=["resend"])
    def leave(self, request: HttpRequest, queryset: QuerySet[Bounce]) -> None:
        count = set_aside([bounce.letter for bounce in queryset.select_related("letter")], now=timezone.now())
        text = ngettext("%(count)d report is set aside.", "%(count)d reports are set aside.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS if count else messages.WARNING)
