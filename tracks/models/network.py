"""The networks of a body: a plan that is a draft until it is published, and who must or must not be together."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from municipalities.models import Municipality
from partnership.machine import transition
from partnership.models import Body, Person
from tracks.networks.problem import LARGEST, SMALLEST


class NetworkPlanQuerySet(models.QuerySet["NetworkPlan"]):
    def published(self) -> NetworkPlanQuerySet:
        """Plans that everybody may see."""
        return self.filter(status=NetworkPlan.Status.PUBLISHED)

    def visible_to(self, person: Person) -> NetworkPlanQuerySet:
        """Staff see drafts too; which networks are published is public."""
        return self if person.is_staff else self.published()


class NetworkPlan(models.Model):
    """How a body's municipalities are split into networks, with the wishes that it was proposed for.

    draft -> published; published -> draft while no visit has a date.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")

    body = models.OneToOneField(Body, models.PROTECT, verbose_name=_("body"), related_name="network_plan")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    size = models.PositiveSmallIntegerField(
        _("municipalities in a network"), validators=[MinValueValidator(SMALLEST), MaxValueValidator(LARGEST)]
    )
    seed = models.PositiveIntegerField(_("number of the proposal"), default=1)
    mix_sizes = models.BooleanField(_("mix large and small municipalities"), default=False)
    proposed_at = models.DateTimeField(_("proposed"), editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)

    objects = NetworkPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("network plan")
        verbose_name_plural = _("network plans")
        ordering = ["body__partnership", "body__position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(size__gte=SMALLEST, size__lte=LARGEST),
                name="network_plan_size_three_to_five",
                violation_error_message=_("A network has three to five municipalities."),
            ),
            models.CheckConstraint(
                condition=Q(status="draft", published_at__isnull=True)
                | Q(status="published", published_at__isnull=False),
                name="network_plan_published_has_a_time",
                violation_error_message=_("A published plan has the time of it."),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Networks of %(body)s") % {"body": self.body})

    @property
    def is_published(self) -> bool:
        """Whether everybody may see it, as of when this row was read."""
        return self.status == self.Status.PUBLISHED

    def publish(self, *, now: dt.datetime) -> bool:
        """Show the networks to everybody."""
        return transition(self, allowed={self.Status.DRAFT}, to=self.Status.PUBLISHED, published_at=now)

    def take_back(self) -> bool:
        """Make it a draft again; a trigger refuses it once a visit has a date."""
        return transition(self, allowed={self.Status.PUBLISHED}, to=self.Status.DRAFT, published_at=None)


class NetworkQuerySet(models.QuerySet["Network"]):
    def published(self) -> Self:
        """Networks of published plans."""
        return self.filter(plan__status=NetworkPlan.Status.PUBLISHED)

    def visible_to(self, person: Person) -> Self:
        """Staff see drafts too; which networks are published is public."""
        return self if person.is_staff else self.published()

    def of(self, municipality: Municipality) -> Self:
        """The networks that the municipality is in."""
        return self.filter(members__municipality=municipality)


class Network(models.Model):
    """One of a plan's networks."""

    plan = models.ForeignKey(NetworkPlan, models.CASCADE, verbose_name=_("network plan"), related_name="networks")
    number = models.PositiveSmallIntegerField(_("number"))

    objects = NetworkQuerySet.as_manager()

    class Meta:
        verbose_name = _("network")
        verbose_name_plural = _("networks")
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"],
                name="network_number_is_used_once",
                violation_error_message=_("The body already has a network with this number."),
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="network_number_starts_at_1",
                violation_error_message=_("Networks are numbered from 1."),
            ),
        ]

    def __str__(self) -> str:
        return str(_("%(body)s, network %(number)d") % {"body": self.plan.body, "number": self.number})


class NetworkMember(models.Model):
    """A municipality's place in a network; `plan` is the network's own (a trigger holds it), so that it is in one only."""

    plan = models.ForeignKey(NetworkPlan, models.CASCADE, verbose_name=_("network plan"), related_name="members")
    network = models.ForeignKey(Network, models.CASCADE, verbose_name=_("network"), related_name="members")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name=_("municipality"), related_name="network_memberships"
    )

    class Meta:
        verbose_name = _("municipality in a network")
        verbose_name_plural = _("municipalities in networks")
        ordering = ["network__number", "municipality__sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "municipality"],
                name="network_member_in_one_network_of_a_body",
                violation_error_message=_("The municipality is in a network of this body already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.network}: {self.municipality}"


class PairWish(models.Model):
    """Two municipalities that must be in one network of a body, or must not; stored with the lower id first."""

    class Kind(models.TextChoices):
        PINNED = "pinned", _("must be together")
        FORBIDDEN = "forbidden", _("must not be together")

    body = models.ForeignKey(Body, models.CASCADE, verbose_name=_("body"), related_name="pair_wishes")
    kind = models.CharField(_("wish"), max_length=10, choices=Kind)
    one = models.ForeignKey(Municipality, models.PROTECT, verbose_name=_("one municipality"), related_name="+")
    other = models.ForeignKey(Municipality, models.PROTECT, verbose_name=_("the other"), related_name="+")

    class Meta:
        verbose_name = _("pair of municipalities")
        verbose_name_plural = _("pairs of municipalities")
        ordering = ["kind", "one__sort_key", "other__sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "one", "other"],
                name="pair_wish_once",
                violation_error_message=_("There is a wish about these two already. Take it away first."),
            ),
            models.CheckConstraint(
                condition=Q(one__lt=F("other")),
                name="pair_wish_of_two_in_order",
                violation_error_message=_("Choose two different municipalities."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one} – {self.other}: {self.get_kind_display()}"
