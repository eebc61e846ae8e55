"""People: who they are, which seats they hold, for whom they coordinate, and what they do in the secretariat."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from municipalities.history import Change, changes_in
from municipalities.history_page import HistoryMixin
from municipalities.inlines import LabelledFormSet, LabelledTabularInline
from municipalities.models import Coordinatorship, Municipality
from municipalities.readonly import ReadOnly
from partnership.admin.identity_provider import SignOnInline
from partnership.admin.looking import look_view
from partnership.admin.roster import RosterImport
from partnership.admin.steps import Step, StepsMixin
from partnership.authentication import has_second_factor
from partnership.models import Body, Person, SeatHolding, Unsubscription
from partnership.roles import Role
from partnership.services.people import forget_former_addresses
from partnership.services.roles import NotInTheSecretariat, change_roles
from partnership.services.second_factors import reset_second_factor
from partnership.services.viewing import refusal_to_look_as


class RoleFilter(admin.SimpleListFilter):
    """Who holds a seat in a kind of body, coordinates, or works in the secretariat, today."""

    title = gettext_lazy("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("coordinator", _("coordinator")), *Body.Kind.choices, ("staff", _("secretariat"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Person]) -> QuerySet[Person]:
        today = timezone.localdate()
        match self.value():
            case None:
                return queryset
            case "staff":
                return queryset.filter(is_staff=True)
            case "coordinator":
                return queryset.filter(Exists(Coordinatorship.objects.open_on(today).filter(person=OuterRef("pk"))))
        held = SeatHolding.objects.held_on(today).filter(person=OuterRef("pk"), seat__body__kind=self.value())
        return queryset.filter(Exists(held))


class MunicipalityFilter(admin.SimpleListFilter):
    """Who holds or held a seat of a municipality, or coordinates or coordinated for it."""

    title = gettext_lazy("municipality")
    parameter_name = "municipality"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return list(Municipality.objects.values_list("code", "name"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Person]) -> QuerySet[Person]:
        if not self.value():
            return queryset
        holdings = SeatHolding.objects.filter(person=OuterRef("pk"), seat__municipality__code=self.value())
        coordinates = Coordinatorship.objects.filter(person=OuterRef("pk"), municipality__code=self.value())
        return queryset.filter(Q(Exists(holdings)) | Q(Exists(coordinates)))


class SeatHoldingInline(ReadOnly, admin.TabularInline):
    """The seats that the person holds or held; they change on the seat's page."""

    model = SeatHolding
    fk_name = "person"
    fields = readonly_fields = ("seat", "from_on", "to_on", "entered_by", "entered_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[SeatHolding]:
        return super().get_queryset(request).select_related("seat__body", "seat__municipality", "person", "entered_by")


class CoordinatorshipFormSet(LabelledFormSet):
    """Refuses two open rows for one municipality, which row by row cannot be seen."""

    def clean(self) -> None:
        super().clean()
        seen = set()
        for form in self.forms:
            values = getattr(form, "cleaned_data", {})
            if values.get("DELETE") or values.get("to_on") or "municipality" not in values:
                continue
            municipality = values["municipality"]
            if municipality in seen:
                form.add_error("municipality", _("This person already coordinates for the municipality."))
            seen.add(municipality)


class CoordinatorshipInline(LabelledTabularInline):
    model = Coordinatorship
    formset = CoordinatorshipFormSet
    autocomplete_fields = ("municipality",)


class UnsubscriptionInline(LabelledTabularInline):
    """Letters that the person does not want: the secretariat stops them on request, or lets them come again."""

    model = Unsubscription
    extra = 0


class GroupsField(forms.ModelMultipleChoiceField):
    """The groups as people call them."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return str(Role(obj.name).label)


class RolesForm(forms.Form):
    """What the person does in the secretariat."""

    is_staff = forms.BooleanField(label=gettext_lazy("Works in the secretariat"), required=False)
    groups = GroupsField(
        label=gettext_lazy("Works with"),
        queryset=Group.objects.filter(name__in=Role.values).order_by("pk"),
        required=False,
        help_text=gettext_lazy("For people of the secretariat alone."),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("groups") and not values.get("is_staff"):
            self.add_error("is_staff", str(NotInTheSecretariat()))
        return values


class ResetForm(forms.Form):
    """Nothing to fill in but the word that it is the person who asks."""

    is_certain = forms.BooleanField(
        label=gettext_lazy("I have spoken to the person, and know that it is the person who asks"),
        help_text=gettext_lazy("The app, the passkeys and the recovery codes no longer work, and all sessions end."),
    )


def _reset(person: Person, *, is_certain: bool) -> int:
    return reset_second_factor(person, now=timezone.now())


@admin.register(Person)
class PersonAdmin(RosterImport, HistoryMixin, StepsMixin, admin.ModelAdmin):
    """People log in by a code to their address, so there is no password; roles take a fresh log-in."""

    steps = {
        "roles": Step(
            gettext_lazy("Change the role in the secretariat"),
            RolesForm,
            change_roles,
            (NotInTheSecretariat,),
            needs_fresh_log_in=True,
        ),
        "second-factor": Step(
            gettext_lazy("Remove a lost second factor"), ResetForm, _reset, (), needs_fresh_log_in=True
        ),
    }

    tells_others = True
    change_form_template = "admin/partnership/person/change_form.html"
    actions = ("merge",)
    list_display = ("name", "email", "title", "workplace", "roles", "is_active")
    list_filter = (RoleFilter, "is_active", MunicipalityFilter)
    search_fields = ("name", "email", "workplace", "title")
    ordering = ("name", "pk")
    inlines = (SeatHoldingInline, CoordinatorshipInline, UnsubscriptionInline, SignOnInline)
    fieldsets = (
        (None, {"fields": ("name", "email", "title", "workplace", "phone", "language", "is_active")}),
        (gettext_lazy("The secretariat"), {"fields": ("is_staff", "groups_in_words")}),
    )
    readonly_fields = ("is_staff", "groups_in_words")

    def steps_of(self, row: Person) -> list[str]:
        return [name for name in self.steps if name != "second-factor" or has_second_factor(row)]

    def initial_of(self, step: str, row: Person) -> dict[str, Any]:
        return {"is_staff": row.is_staff, "groups": row.groups.all()} if step == "roles" else {}

    @admin.display(description=gettext_lazy("works with"))
    def groups_in_words(self, person: Person) -> str:
        names = [group.name for group in person.groups.order_by("pk")] if person.pk else []
        return ", ".join(str(Role(name).label) for name in names if name in Role.values) or "–"

    def get_urls(self) -> list[URLPattern]:
        look = self.admin_site.admin_view(look_view)
        return [path("<int:pk>/look/", look, name="partnership_person_look"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        person = self.get_object(request, object_id)
        staff = request.user
        offers = {
            "may_look": person is not None
            and isinstance(staff, Person)
            and not refusal_to_look_as(person, by=staff, now=timezone.now()),
            "may_merge": person is not None
            and person.merged_into_id is None
            and person.forgotten_at is None
            and self.has_merge_permission(request),
        }
        return super().change_view(request, object_id, form_url, {**offers, **(extra_context or {})})

    @admin.action(description=gettext_lazy("Merge two records of a person"), permissions=["merge"])
    def merge(self, request: HttpRequest, queryset: QuerySet[Person]) -> HttpResponse | None:
        """Go on to the page that merges the two chosen records."""
        pks = list(queryset.order_by("pk").values_list("pk", flat=True)[:3])
        if len(pks) != 2:
            self.message_user(request, _("Choose exactly two records."), messages.WARNING)
            return None
        return redirect(f"{reverse('admin:people_merge')}?{urlencode({'first': pks[0], 'second': pks[1]})}")

    def has_merge_permission(self, request: HttpRequest) -> bool:
        """Tell whether the person may merge records."""
        return request.user.has_perm("partnership.merge_people")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        today = timezone.localdate()
        held = SeatHolding.objects.held_on(today).select_related("seat__body", "seat__municipality")
        coordinates = Coordinatorship.objects.open_on(today).select_related("municipality")
        return (
            super()
            .get_queryset(request)
            .prefetch_related(
                Prefetch("seat_holdings", held, to_attr="seats_today"),
                Prefetch("coordinatorships", coordinates, to_attr="coordinates_today"),
            )
        )

    def changes(self, row: Person) -> list[Change]:
        """The person's own data, seats and coordinatorships."""
        others = (model.history.filter(person=row.pk) for model in (SeatHolding, Coordinatorship))
        return changes_in(row.history.all(), *others)

    @admin.display(description=gettext_lazy("roles today"))
    def roles(self, person: Person) -> str:
        seats = [f"{row.seat.body}, {row.seat.municipality}" for row in getattr(person, "seats_today", [])]
        coordinator = [
            _("coordinator, %(municipality)s") % {"municipality": row.municipality}
            for row in getattr(person, "coordinates_today", [])
        ]
        return "; ".join([*coordinator, *seats, *([_("secretariat")] if person.is_staff else [])]) or "–"

    def save_model(self, request: HttpRequest, obj: Person, form: Any, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        forget_former_addresses(obj)

    def has_change_permission(self, request: HttpRequest, obj: Person | None = None) -> bool:
        """Whoever changes an address can log in with it: those who may do everything are changed by their like alone.

        A record that was merged into another or anonymised stays as it is.
        """
        return super().has_change_permission(request, obj) and (
            obj is None
            or (not obj.merged_into_id and not obj.forgotten_at and (not obj.is_superuser or request.user.is_superuser))
        )

    def has_delete_permission(self, request: HttpRequest, obj: Person | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (
            obj is None or not obj.is_superuser or request.user.is_superuser
        )
