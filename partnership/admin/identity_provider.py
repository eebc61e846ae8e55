"""The municipalities' own log-ins, and who is bound to one."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.models import SocialAccount
from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import CharField, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from municipalities.inlines import LabelledTabularInline
from municipalities.readonly import ReadOnly
from partnership.models import IdentityProvider, IdentityProviderDomain, Person


class DomainField(forms.CharField):
    """A domain as people write it: with @ before it, in capitals."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value) or "").lstrip("@").lower()


class DomainInline(LabelledTabularInline):
    """The domains in which this log-in's word counts."""

    model = IdentityProviderDomain
    formfield_overrides = {CharField: {"form_class": DomainField}}
    extra = 1
    min_num = 1
    validate_min = True


@admin.register(IdentityProvider)
class IdentityProviderAdmin(admin.ModelAdmin):
    list_display = ("name", "municipality", "mail_domains", "secret", "is_active")
    list_filter = ("is_active",)
    list_select_related = ("municipality",)
    search_fields = ("name", "key", "municipality__name", "domains__domain")
    inlines = (DomainInline,)
    fields = (
        "municipality",
        "key",
        "name",
        "issuer",
        "client_id",
        "subject_claim",
        "is_active",
        "redirect_address",
        "secret",
    )

    def get_readonly_fields(self, request: HttpRequest, obj: IdentityProvider | None = None) -> tuple[str, ...]:
        shown = ("redirect_address", "secret")
        # The municipality has registered an address with the short name in it, and people are bound by it.
        return ("municipality", "key", *shown) if obj else shown

    def get_queryset(self, request: HttpRequest) -> QuerySet[IdentityProvider]:
        return super().get_queryset(request).prefetch_related("domains")

    @admin.display(description=gettext_lazy("mail domains"))
    def mail_domains(self, provider: IdentityProvider) -> str:
        return ", ".join(row.domain for row in provider.domains.all()) or "–"

    @admin.display(description=gettext_lazy("redirect address"))
    def redirect_address(self, provider: IdentityProvider) -> str:
        """What the municipality registers with its provider."""
        return f"{settings.SITE_URL}{reverse('sign_on_answer', args=[provider.key])}" if provider.pk else "–"

    @admin.display(description=gettext_lazy("secret"))
    def secret(self, provider: IdentityProvider) -> str:
        """Whether the file has the secret; without it nobody is offered this log-in."""
        if not provider.pk:
            return "–"
        return _("in the file") if settings.OIDC_SECRETS.get(provider.key) else _("missing in the file")


class SignOnInline(ReadOnly, admin.TabularInline):
    """The municipality's log-in that the person is bound to. Taken away, the next log-in binds by the address again."""

    model = SocialAccount
    fields = ("provider", "date_joined", "last_login")
    readonly_fields = fields
    verbose_name = gettext_lazy("binding to a municipality's log-in")
    verbose_name_plural = gettext_lazy("bindings to a municipality's log-in")

    def get_queryset(self, request: HttpRequest) -> QuerySet[SocialAccount]:
        """Return the rows whatever the permissions, which Django asks for here without naming the person."""
        return SocialAccount.objects.order_by("pk")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever sees the person sees this, if there is something to see."""
        return request.user.has_perm("partnership.view_person") and _is_bound(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("partnership.change_person") and _is_bound(obj)


def _is_bound(person: Person | None) -> bool:
    return person is not None and SocialAccount.objects.filter(user=person).exists()
