"""A municipality's own log-in: whom we ask who somebody is, and for which addresses we believe the answer."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from municipalities.models import Municipality

HTTPS_ONLY = _("Write the address with https://.")
ONE_TENANT = _("Name the municipality's own tenant: common, organizations and consumers let everybody in.")
KEY = _("Write small letters a to z, figures and hyphens.")
DOMAIN = _("Write the part of the address after @ in small letters, for example kommune.dk.")
KEY_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*\Z"
DOMAIN_PATTERN = r"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}\Z"
#: Plain HTTP never leaves this machine: only a provider beside the portal may be reached by it.
ADDRESS_PATTERN = r"^(https://|http://(localhost|127\.0\.0\.1)[:/])"
#: Tenants that stand for everybody with a Microsoft account; the number is that of private accounts.
_EVERYBODY = r"/(common|organizations|consumers|9188040d-6c67-4c5b-b112-36a304b66dad)(/|\Z)"
_ENTRA_HOST = "login.microsoftonline.com"
_ENTRA_PATH = r"/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/v2\.0"


def may_be_called(address: object) -> bool:
    """Tell whether the portal may talk to this address: https, or on this machine plain HTTP where that is allowed."""
    try:
        parts = urlsplit(str(address))
        host = parts.hostname
    except ValueError:
        return False
    if parts.scheme == "http":
        return settings.OIDC_HTTP_ON_LOOPBACK and host in {"localhost", "127.0.0.1"}
    return parts.scheme == "https" and bool(host)


def validate_issuer(value: str) -> None:
    """Raise ValidationError unless the value is the issuer of one organisation, exactly as its tokens name it."""
    if not may_be_called(value):
        raise ValidationError(HTTPS_ONLY, "scheme")
    parts = urlsplit(value)
    if parts.query or parts.fragment or parts.username is not None or "/.well-known/" in value:
        raise ValidationError(
            _("Write the issuer alone, without what follows it: no /.well-known/, ?, # or user name."), "parts"
        )
    if re.search(_EVERYBODY, value, re.IGNORECASE):
        raise ValidationError(ONE_TENANT, "tenant")
    if parts.hostname == _ENTRA_HOST and not re.fullmatch(_ENTRA_PATH, parts.path):
        raise ValidationError(
            _("For Entra ID write https://login.microsoftonline.com/TENANT-ID/v2.0 with the tenant's number."),
            "entra",
        )


class IdentityProviderQuerySet(models.QuerySet["IdentityProvider"]):
    def ready(self) -> IdentityProviderQuerySet:
        """Those that people may log in through: active, and with a secret that this machine knows."""
        return self.filter(is_active=True, key__in=[key for key, secret in settings.OIDC_SECRETS.items() if secret])

    def of_address(self, email: str) -> IdentityProviderQuerySet:
        """The one whose domain an e-mail address belongs to; parts of a domain do not count."""
        _name, at, domain = email.strip().rpartition("@")
        return self.filter(domains__domain=domain.lower()) if at else self.none()


class IdentityProvider(models.Model):
    """An OpenID Connect provider that speaks for one municipality. Its secret lies in a file, never in the database."""

    class SubjectClaim(models.TextChoices):
        """What stays the same when name and mailbox change. Nothing else may be chosen: other claims are handed on."""

        SUB = "sub", _("sub (the standard)")
        OID = "oid", _("oid (Entra ID: the person's object)")

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name=_("municipality"), related_name="identity_providers"
    )
    key = models.CharField(
        _("short name"),
        max_length=40,
        unique=True,
        validators=[RegexValidator(KEY_PATTERN, KEY)],
        help_text=_("Part of the redirect address, and the name of the secret in the file. It cannot change later."),
    )
    name = models.CharField(
        _("name"), max_length=40, help_text=_("What people call the log-in, for example Køge Kommune.")
    )
    issuer = models.CharField(
        _("issuer"),
        max_length=200,
        validators=[validate_issuer],
        help_text=_(
            "Exactly as the tokens name it. Entra ID: https://login.microsoftonline.com/TENANT-ID/v2.0. "
            "AD FS: https://adfs.kommune.dk/adfs."
        ),
    )
    client_id = models.CharField(_("client id"), max_length=191)
    subject_claim = models.CharField(
        _("claim that names the person"), max_length=3, choices=SubjectClaim, default=SubjectClaim.SUB
    )
    is_active = models.BooleanField(
        _("in use"), default=False, help_text=_("People with an address in its domains are offered this log-in first.")
    )

    objects = IdentityProviderQuerySet.as_manager()

    class Meta:
        verbose_name = _("municipality's log-in")
        verbose_name_plural = _("municipalities' log-ins")
        ordering = ["municipality__sort_key", "key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(key__regex=KEY_PATTERN), name="identity_provider_key_is_plain", violation_error_message=KEY
            ),
            models.CheckConstraint(
                condition=Q(issuer__regex=ADDRESS_PATTERN),
                name="identity_provider_is_reached_by_https",
                violation_error_message=HTTPS_ONLY,
            ),
            models.CheckConstraint(
                condition=~Q(issuer__iregex=_EVERYBODY),
                name="identity_provider_names_one_tenant",
                violation_error_message=ONE_TENANT,
            ),
        ]

    def __str__(self) -> str:
        return self.name


class IdentityProviderDomain(models.Model):
    """A mail domain in which the provider's word counts; one provider each."""

    provider = models.ForeignKey(
        IdentityProvider, models.CASCADE, verbose_name=_("municipality's log-in"), related_name="domains"
    )
    domain = models.CharField(_("mail domain"), max_length=190, validators=[RegexValidator(DOMAIN_PATTERN, DOMAIN)])

    class Meta:
        verbose_name = _("mail domain")
        verbose_name_plural = _("mail domains")
        ordering = ["domain"]
        constraints = [
            models.UniqueConstraint(
                fields=["domain"],
                name="mail_domain_has_one_provider",
                violation_error_message=_("This domain belongs to a municipality's log-in already."),
            ),
            models.CheckConstraint(
                condition=Q(domain__regex=DOMAIN_PATTERN),
                name="mail_domain_is_well_formed",
                violation_error_message=DOMAIN,
            ),
        ]

    def __str__(self) -> str:
        return self.domain
