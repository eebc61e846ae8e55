"""The secretariat invites municipalities: choose, look at what would be sent, send."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from municipalities.models import Municipality, Region, RegionMembership
from municipalities.services.mailboxes import state_mailboxes
from partnership.fields import DateField
from partnership.models import Agreement, Partnership
from partnership.services.joining import (
    JoiningPlan,
    JoiningRefused,
    draft_invitation,
    invite_municipalities,
    paper_name,
    plan_joining,
    preview_letter,
    refuse_unready,
)
from partnership.views.documents import made_file


class FilterForm(forms.Form):
    """Which partnership, and which municipalities to choose among."""

    partnership = forms.ModelChoiceField(
        label=gettext_lazy("Partnership"), queryset=Partnership.objects.newest_first(), empty_label=None
    )
    region = forms.ModelChoiceField(
        label=gettext_lazy("Region"),
        queryset=Region.objects.all(),
        to_field_name="slug",
        required=False,
        empty_label=gettext_lazy("all regions"),
    )
    invited = forms.BooleanField(label=gettext_lazy("Show those that are invited as well"), required=False)


class ChoiceForm(forms.Form):
    """Who is invited, and until when they may answer."""

    TICKED, ALL = "ticked", "all"
    who = forms.ChoiceField(
        label=gettext_lazy("Who is invited"),
        choices=[
            (TICKED, gettext_lazy("those that are ticked")),
            (ALL, gettext_lazy("all in the list that have no agreement")),
        ],
        widget=forms.RadioSelect(attrs={"class": "radiolist"}),
        initial=TICKED,
    )
    answer_by = DateField(
        label=gettext_lazy("Answer by"),
        help_text=gettext_lazy("Councils meet once a month: leave room for a committee and the council."),
    )
    municipality = forms.ModelMultipleChoiceField(
        queryset=Municipality.objects.all(), to_field_name="code", required=False
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("who") == self.TICKED and not values.get("municipality"):
            self.add_error("who", _("Tick at least one municipality, or choose all."))
        return values


class MailboxForm(forms.Form):
    """A field for each municipality whose mailbox is not known."""

    def __init__(self, municipalities: list[Municipality], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for municipality in municipalities:
            self.fields[municipality.code] = forms.EmailField(label=municipality.official_name, required=False)


class JoiningMixin:
    """Gives the admin of agreements the two pages on which municipalities are invited."""

    change_list_template = "admin/partnership/agreement/change_list.html"
    admin_site: admin.AdminSite

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("invite/", wrap(self.choose_view), name="partnership_agreement_invite"),
            path("invite/preview/", wrap(self.preview_view), name="partnership_agreement_invite_preview"),
            path(
                "invite/<int:partnership_pk>/<str:answer_by>.pdf",
                wrap(self.draft_view),
                name="partnership_agreement_invite_pdf",
            ),
            *super().get_urls(),
        ]

    def choose_view(self, request: HttpRequest) -> HttpResponse:
        """Show the municipalities that have no agreement, to tick some or take all."""
        self._refuse_readers(request)
        return self._choose(request, ChoiceForm())

    def preview_view(self, request: HttpRequest) -> HttpResponse:
        """Show whom the invitation reaches, the letter and the PDF; send on POST."""
        self._refuse_readers(request)
        choice = ChoiceForm(request.GET)
        if not choice.is_valid():
            return self._choose(request, choice)
        partnership, listed = self._listed(request)
        chosen = choice.cleaned_data["municipality"]
        if choice.cleaned_data["who"] == ChoiceForm.ALL:
            chosen = _without_agreement(listed, partnership)
        answer_by = choice.cleaned_data["answer_by"]
        plan = plan_joining(partnership, municipalities=chosen)
        mailboxes = MailboxForm(plan.without_mailbox, request.POST if "mailboxes" in request.POST else None)
        if "mailboxes" in request.POST and mailboxes.is_valid():
            state_mailboxes(mailboxes.cleaned_data)
            return redirect(request.get_full_path())
        try:
            if "send" in request.POST:
                return self._send(request, partnership, chosen, answer_by)
            refuse_unready(partnership, answer_by=answer_by, today=timezone.localdate())
        except JoiningRefused as refusal:
            choice.add_error("answer_by", str(refusal))
            return self._choose(request, choice)
        context = _preview(request, partnership, plan, answer_by)
        return self._page(request, "preview", _("Invite municipalities"), {**context, "mailboxes": mailboxes})

    def draft_view(self, request: HttpRequest, partnership_pk: int, answer_by: str) -> HttpResponse:
        """Hand out the PDF that an invitation sent now would carry."""
        self._refuse_readers(request)
        partnership = get_object_or_404(Partnership, pk=partnership_pk)
        try:
            day = dt.date.fromisoformat(answer_by)
        except ValueError as error:
            raise Http404 from error
        content = draft_invitation(partnership, answer_by=day, now=timezone.now())
        return made_file(content, filename=paper_name(partnership))

    def _choose(self, request: HttpRequest, choice: ChoiceForm) -> HttpResponse:
        partnership, listed = self._listed(request)
        standing = Agreement.objects.standing().filter(partnership=partnership).select_related("municipality")
        statuses = {agreement.municipality_id: agreement.get_status_display() for agreement in standing}
        if not request.GET.get("invited"):
            listed = listed.exclude(pk__in=statuses)
        data = {"partnership": partnership.pk} | request.GET.dict()
        context = {
            "choice": choice,
            "filters": FilterForm(data),
            "partnership": partnership,
            "rows": [(municipality, statuses.get(municipality.pk, "")) for municipality in listed],
            "ticked": set(request.GET.getlist("municipality")),
            "free": listed.exclude(pk__in=statuses).count(),
        }
        return self._page(request, "invite", _("Invite municipalities"), context)

    def _listed(self, request: HttpRequest) -> tuple[Partnership, QuerySet[Municipality]]:
        """Return the partnership and the municipalities that the filters leave."""
        today = timezone.localdate()
        filters = FilterForm(request.GET)
        filters.is_valid()
        partnership = filters.cleaned_data.get("partnership") or Partnership.objects.newest_first().first()
        if partnership is None:
            raise Http404
        municipalities = Municipality.objects.with_region_on(today)
        region = filters.cleaned_data.get("region")
        if region:
            members = RegionMembership.objects.in_force_on(today).filter(region=region)
            municipalities = municipalities.filter(pk__in=members.values("municipality"))
        return partnership, municipalities

    def _send(
        self, request: HttpRequest, partnership: Partnership, chosen: QuerySet[Municipality], answer_by: dt.date
    ) -> HttpResponse:
        plan = invite_municipalities(partnership, municipalities=chosen, answer_by=answer_by, now=timezone.now())
        count = len(plan.new)
        text = ngettext("%(count)d municipality is invited.", "%(count)d municipalities are invited.", count)
        messages.success(request, text % {"count": count})
        if plan.without_mailbox:
            names = ", ".join(municipality.name for municipality in plan.without_mailbox)
            messages.warning(request, _("Not invited, for want of a mailbox: %(names)s.") % {"names": names})
        query = urlencode(
            {"partnership__id__exact": str(partnership.pk), "status__exact": Agreement.Status.INVITED.value}
        )
        return redirect(f"{reverse('admin:partnership_agreement_changelist')}?{query}")

    def _refuse_readers(self, request: HttpRequest) -> None:
        if not self.has_add_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied

    def _page(self, request: HttpRequest, template: str, title: str, context: dict[str, Any]) -> TemplateResponse:
        common = {**self.admin_site.each_context(request), "title": title, "opts": Agreement._meta}
        return TemplateResponse(request, f"admin/partnership/agreement/{template}.html", common | context)


def _without_agreement(listed: QuerySet[Municipality], partnership: Partnership) -> QuerySet[Municipality]:
    return listed.exclude(pk__in=Agreement.objects.standing().filter(partnership=partnership).values("municipality"))


def _preview(request: HttpRequest, partnership: Partnership, plan: JoiningPlan, answer_by: dt.date) -> dict[str, Any]:
    """Return what the preview shows; the letter is that of one municipality, the first unless another is asked for."""
    asked = request.GET.get("letter")
    shown = next((row for row in plan.new if row.code == asked), plan.new[0] if plan.new else None)
    query = request.GET.copy()
    query.pop("letter", None)
    return {
        "partnership": partnership,
        "plan": plan,
        "answer_by": answer_by,
        "shown": shown,
        "letter": preview_letter(partnership, municipality=shown, answer_by=answer_by) if shown else None,
        "query": query.urlencode(),
        "pdf": reverse("admin:partnership_agreement_invite_pdf", args=[partnership.pk, answer_by.isoformat()]),
    }
