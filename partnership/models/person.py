"""People: participants, coordinators and the secretariat are all persons; their roles are dated rows or groups."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from municipalities.history import History
from municipalities.models import Coordinatorship, Municipality


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, person: Person) -> PersonQuerySet:
        """Staff see everybody; coordinators those of their municipalities; everybody themselves."""
        if person.is_staff:
            return self
        own = Coordinatorship.objects.filter(person=person).open_on(timezone.localdate()).values("municipality")
        return self.filter(
            models.Q(pk=person.pk)
            | models.Exists(
                Coordinatorship.objects.filter(person=models.OuterRef("pk"), municipality__in=own).open_on(
                    timezone.localdate()
                )
            )
            | models.Q(pk__in=Person.objects.filter(seat_holdings__seat__municipality__in=own).values("pk"))
        )

    def editable_by(self, person: Person) -> PersonQuerySet:
        """Whom a coordinator may correct: the own self, and those who have seats and tasks in the own municipalities alone.

        Whoever changes an address can log in with it, so nobody does that to staff or to somebody of another municipality.
        """
        today = timezone.localdate()
        foreign = Municipality.objects.exclude(pk__in=Municipality.objects.coordinated_by(person, on=today))
        lasting = Coordinatorship.objects.filter(models.Q(to_on__isnull=True) | models.Q(to_on__gt=today))
        seated = Person.objects.filter(
            models.Q(seat_holdings__to_on__isnull=True) | models.Q(seat_holdings__to_on__gt=today),
            seat_holdings__seat__municipality__in=foreign,
        )
        colleagues = (
            Person.objects.visible_to(person)
            .filter(is_staff=False, is_superuser=False)
            .exclude(pk__in=lasting.filter(municipality__in=foreign).values("person"))
            .exclude(pk__in=seated.values("pk"))
        )
        return self.filter(models.Q(pk=person.pk) | models.Q(pk__in=colleagues.values("pk")))

    def with_email(self, email: str) -> PersonQuerySet:
        """The person with this address, without regard to case."""
        return self.filter(email__iexact=email.strip())

    def acting_for(self, municipality: Municipality, *, on: dt.date) -> PersonQuerySet:
        """Who coordinates for the municipality or holds a seat of it, on the day or from a later one."""
        not_over = models.Q(to_on__isnull=True) | models.Q(to_on__gt=on)
        coordinators = Coordinatorship.objects.filter(not_over, municipality=municipality)
        held = models.Q(seat_holdings__to_on__isnull=True) | models.Q(seat_holdings__to_on__gt=on)
        holders = Person.objects.filter(held, seat_holdings__seat__municipality=municipality)
        return self.filter(models.Q(pk__in=coordinators.values("person")) | models.Q(pk__in=holders.values("pk")))


class PersonManager(BaseUserManager["Person"].from_queryset(PersonQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, name: str, **fields: Any) -> Person:
        """Create a person. Nobody has a password: log-in is by a code to the address."""
        person: Person = self.model(email=email.strip().lower(), name=name.strip(), **fields)
        person.set_unusable_password()
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, name: str, password: str | None = None, **fields: Any) -> Person:
        """Create a person who may do everything. The password is not used."""
        return self.create_user(email, name, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> Person:
        person: Person = self.get(email__iexact=username)
        return person


class Person(AbstractBaseUser, PermissionsMixin):
    """A person with one e-mail address; seats, coordinatorships and groups say what the person does."""

    class Language(models.TextChoices):
        DANISH = "da", _("Danish")
        ENGLISH = "en", _("English")

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    title = models.CharField(_("job title"), max_length=150, blank=True)
    workplace = models.CharField(_("workplace"), max_length=150, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    language = models.CharField(_("language of letters"), max_length=2, choices=Language, default=Language.DANISH)
    is_active = models.BooleanField(_("can log in"), default=True)
    is_staff = models.BooleanField(_("works in the secretariat"), default=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    forgotten_at = models.DateTimeField(_("anonymised"), null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("merged into"),
        related_name="merged_from",
        null=True,
        blank=True,
        editable=False,
    )

    objects = PersonManager()
    history = History(excluded_fields=["password", "last_login", "created_at", "forgotten_at"])

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name", "pk"]
        permissions = [
            # None begins with "view_": readers get everything that does.
            ("look_as_coordinator", _("Can look at the portal as a coordinator")),
            ("export_people", _("Can fetch lists of people")),
            ("merge_people", _("Can merge two records of a person")),
        ]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="person_email_is_used_once",
                violation_error_message=_("There is already a person with this e-mail address."),
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | models.Q(is_active=False),
                name="person_merged_is_inactive",
                violation_error_message=_("This record was merged into another and stays closed."),
            ),
            models.CheckConstraint(
                condition=models.Q(forgotten_at__isnull=True) | models.Q(is_active=False, phone="", title=""),
                name="person_forgotten_is_inactive",
                violation_error_message=_("This record is anonymised and stays closed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"

    def clean(self) -> None:
        super().clean()
        self.email = self.email.strip().lower()

    def get_full_name(self) -> str:
        """Return the name; Django and allauth ask for it."""
        return self.name

    def get_short_name(self) -> str:
        """Return the first name."""
        return self.name.split(" ")[0]
