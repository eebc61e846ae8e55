"""Networks in three screens: propose, adjust, publish; and the list of the bodies that have them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from municipalities.models import Municipality
from partnership.models import Body
from tracks.admin.visits import visits_view
from tracks.forms.networks import PairForm, ProposalForm
from tracks.models import NetworkPlan, PairWish
from tracks.services.network_changes import (
    effect_before,
    move_municipalities,
    publish_networks,
    setting_for,
    swap_municipalities,
    take_back_networks,
)
from tracks.services.network_effects import broken_wishes, compared, effect_of, split_of
from tracks.services.network_map import network_tiles
from tracks.services.networks import NetworkError, add_pair, propose, setting_of


@admin.register(NetworkPlan)
class NetworkPlanAdmin(admin.ModelAdmin):
    """Plans are made and changed by services alone, on pages of their own."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: NetworkPlan | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        steps = {
            "propose": self.propose_view,
            "pair": self.pair_view,
            "adjust": self.adjust_view,
            "publish": self.publish_view,
            "take-back": self.take_back_view,
        }
        return [
            path("visits/", self.admin_site.admin_view(visits_view), name="tracks_networkplan_visits"),
            *(
                path(
                    f"<int:pk>/{step}/",
                    self.admin_site.admin_view(view),
                    name=f"tracks_networkplan_{step.replace('-', '_')}",
                )
                for step, view in steps.items()
            ),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """List the bodies that can have networks, and how far each has come."""
        self._may_see(request)
        bodies = Body.objects.exclude(kind=Body.Kind.STEERING_GROUP).select_related("partnership", "network_plan")
        rows = [
            (body, getattr(body, "network_plan", None))
            for body in bodies.order_by("-partnership__starts_on", "position", "pk")
        ]
        return self._page(request, "list", _("Networks"), {"rows": rows})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A plan's page is the one on which it is adjusted."""
        self._may_see(request)
        plan = get_object_or_404(NetworkPlan, pk=int(object_id) if object_id.isdecimal() else 0)
        return redirect("admin:tracks_networkplan_adjust", plan.body_id)

    def propose_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask what networks are wished for, and propose them."""
        body, plan = self._body(request, pk, change=True)
        initial = {"size": plan.size, "seed": plan.seed, "mix_sizes": plan.mix_sizes} if plan else None
        form = ProposalForm(request.POST or None, initial=initial)
        if request.method == "POST" and form.is_valid():
            try:
                propose(body, **form.cleaned_data, now=timezone.now())
            except NetworkError as refusal:
                form.add_error(None, str(refusal))
            else:
                return redirect("admin:tracks_networkplan_adjust", body.pk)
        setting = setting_of(body, size=4)
        context = {
            "body": body,
            "plan": plan,
            "form": form,
            "pair_form": PairForm(municipalities=self._taking_part(body)),
            "pairs": PairWish.objects.filter(body=body).select_related("one", "other"),
            "count": len(setting.municipalities),
        }
        return self._page(request, "propose", _("Propose networks"), context, status=422 if form.errors else 200)

    def pair_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Add a pair that must, or must not, be together, or take one away; both lead back to the proposal."""
        body, _plan = self._body(request, pk, change=True)
        if request.method == "POST" and "drop" in request.POST:
            chosen = request.POST["drop"]
            PairWish.objects.filter(body=body, pk=int(chosen) if chosen.isdecimal() else 0).delete()
        elif request.method == "POST":
            form = PairForm(request.POST, municipalities=self._taking_part(body))
            if form.is_valid():
                try:
                    add_pair(body, **form.cleaned_data)
                except NetworkError as refusal:
                    self.message_user(request, str(refusal), messages.ERROR)
            else:
                self.message_user(request, _("Choose two municipalities, and what is wished."), messages.ERROR)
        return redirect("admin:tracks_networkplan_propose", body.pk)

    def adjust_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the networks, on the map too, and what each wish gets; move municipalities and see the effect."""
        body, plan = self._body(request, pk)
        if plan is None:
            return redirect("admin:tracks_networkplan_propose", body.pk)
        if request.method == "POST":
            self._body(request, pk, change=True)
            return self._adjust(request, plan)
        setting, split = setting_for(plan), split_of(plan)
        effect = effect_of(split, setting)
        came_from = _came_from(request.GET.getlist("from"))
        before = effect_before(plan, setting, came_from=came_from) if came_from else None
        context = {
            "body": body,
            "plan": plan,
            "effect": effect,
            "lines": compared(effect, before),
            "before": before,
            "moved": came_from,
            "undo": [f"{code}.{number}" for code, number in came_from.items() if number],
            "broken": broken_wishes(effect),
            "tiles": network_tiles(Municipality.objects.all(), split),
            "may_change": request.user.has_perm("tracks.change_networkplan"),
            "next_seed": plan.seed + 1,
        }
        return self._page(request, "adjust", _("Adjust networks"), context)

    def _adjust(self, request: HttpRequest, plan: NetworkPlan) -> HttpResponse:
        came_from: dict[str, int | None] = {}
        try:
            came_from = _moved(plan, request.POST)
        except NetworkError as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        where = reverse("admin:tracks_networkplan_adjust", args=[plan.body_id])
        query = urlencode([("from", f"{code}.{number or 0}") for code, number in came_from.items()])
        return redirect(f"{where}?{query}#effect" if query else where)

    def publish_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say what becomes visible to whom, then publish."""
        body, plan = self._body(request, pk, change=True)
        if plan is None:
            return redirect("admin:tracks_networkplan_propose", body.pk)
        if request.method == "POST":
            try:
                publish_networks(plan, now=timezone.now())
            except NetworkError as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
            else:
                self.message_user(request, _("The networks of “%(body)s” are published.") % {"body": body})
                return redirect("admin:tracks_networkplan_changelist")
        effect = effect_of(split_of(plan), setting_for(plan))
        context = {
            "body": body,
            "plan": plan,
            "effect": effect,
            "lines": compared(effect),
            "broken": broken_wishes(effect),
        }
        return self._page(request, "publish", _("Publish networks"), context)

    def take_back_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make published networks a draft again."""
        body, plan = self._body(request, pk, change=True)
        if request.method == "POST" and plan is not None:
            try:
                take_back_networks(plan)
            except NetworkError as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
            else:
                said = _("The networks of “%(body)s” are a draft again; nobody but the secretariat sees them.")
                self.message_user(request, said % {"body": body})
        return redirect("admin:tracks_networkplan_adjust", body.pk)

    def _may_see(self, request: HttpRequest, *, change: bool = False) -> None:
        if not (self.has_change_permission(request) if change else self.has_view_permission(request)):
            raise PermissionDenied

    def _body(self, request: HttpRequest, pk: int, *, change: bool = False) -> tuple[Body, NetworkPlan | None]:
        """Return a body that can have networks, with its plan if there is one. Raises PermissionDenied."""
        self._may_see(request, change=change)
        bodies = Body.objects.exclude(kind=Body.Kind.STEERING_GROUP).select_related("partnership")
        body = get_object_or_404(bodies, pk=pk)
        return body, NetworkPlan.objects.filter(body=body).select_related("body").first()

    def _taking_part(self, body: Body) -> Any:
        codes = setting_of(body, size=4).municipalities
        return Municipality.objects.filter(code__in=codes)

    def _page(
        self, request: HttpRequest, name: str, title: str, context: dict[str, Any], *, status: int = 200
    ) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": title, **context}
        return TemplateResponse(request, f"admin/tracks/networkplan/{name}.html", context, status=status)


def _moved(plan: NetworkPlan, sent: QueryDict) -> dict[str, int | None]:
    """Do what was pressed; returns where each municipality was before. Raises NetworkError."""
    chosen = list(Municipality.objects.filter(code__in=sent.getlist("municipality")))
    if "undo" in sent:
        with transaction.atomic():
            for code, number in _came_from(sent.getlist("from")).items():
                move_municipalities(plan, municipalities=list(Municipality.objects.filter(code=code)), to=number or 0)
        return {}
    if not chosen:
        raise NetworkError(_("Tick one or more municipalities first."))
    if "swap" in sent:
        if len(chosen) != 2:
            raise NetworkError(_("Tick exactly two municipalities of different networks to swap them."))
        return swap_municipalities(plan, one=chosen[0], other=chosen[1])
    to = sent.get("to", "")
    return move_municipalities(plan, municipalities=chosen, to=int(to) if to.isdecimal() else 0)


def _came_from(values: list[str]) -> dict[str, int | None]:
    """Read where municipalities were before a move, as the address says it: `101.3`."""
    found: dict[str, int | None] = {}
    for value in values:
        code, _dot, number = value.partition(".")
        if number.isdecimal():
            found[code] = int(number) or None
    return found
