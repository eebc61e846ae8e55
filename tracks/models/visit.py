"""The mutual visits of a network: who hosts in which round, which dates are offered, who can come when."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from municipalities.models import Municipality
from partnership import text
from partnership.models import Person, SeatHolding
from tracks.models.network import Network, NetworkMember

#: Each network visits twice (the invitation: two rounds between the kick-off, the midway and the closing meeting).
ROUNDS = (1, 2)


class VisitQuerySet(models.QuerySet["Visit"]):
    def agreed(self) -> Self:
        """Visits whose host has fixed a date."""
        return self.filter(fixed_at__isnull=False)

    def visible_to(self, person: Person) -> Self:
        """Staff see all; others those of the networks that their municipality is in, or that their seat is in."""
        return self if person.is_staff else self.belonging_to(person)

    def belonging_to(self, person: Person) -> Self:
        """Visits of the networks that the person coordinates or has a seat in, whatever else the person may see."""
        today = timezone.localdate()
        coordinated = Municipality.objects.coordinated_by(person, on=today)
        own = NetworkMember.objects.filter(municipality__in=coordinated).values("network")
        held = SeatHolding.objects.held_on(today).filter(
            person=person,
            seat__body=models.OuterRef("network__plan__body"),
            seat__municipality__in=NetworkMember.objects.filter(
                network=models.OuterRef(models.OuterRef("network"))
            ).values("municipality"),
        )
        return self.filter(Q(network__in=own) | Q(models.Exists(held)))

    def hosted_by(self, person: Person) -> Self:
        """Visits that the person arranges: coordinators those that their municipality hosts."""
        return self.filter(host__in=Municipality.objects.coordinated_by(person, on=timezone.localdate()))


class Visit(models.Model):
    """A network's visit in one round. Stored are acts: dates offered, answers, the date that is fixed.

    planned -> offered (there are dates) -> agreed (one of them is fixed, and stays; from then on it is an event).
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("the host has offered no dates yet")
        OFFERED = "offered", _("dates are offered")
        AGREED = "agreed", _("the date is fixed")

    network = models.ForeignKey(Network, models.CASCADE, verbose_name=_("network"), related_name="visits")
    round = models.PositiveSmallIntegerField(_("round"))
    host = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name=_("host municipality"), related_name="hosted_visits"
    )
    shows = models.TextField(_("what we want to show"), blank=True)
    agenda = models.TextField(_("agenda"), blank=True)
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    capacity = models.PositiveIntegerField(_("how many may come"), null=True, blank=True)
    fixed_date = models.OneToOneField(
        "OfferedDate",
        models.PROTECT,
        verbose_name=_("fixed date"),
        related_name="fixed_for",
        null=True,
        blank=True,
    )
    fixed_at = models.DateTimeField(_("fixed"), null=True, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["network", "round"]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "round"],
                name="visit_one_per_round",
                violation_error_message=_("The network already has a visit in this round."),
            ),
            models.UniqueConstraint(
                fields=["network", "host"],
                name="visit_host_once_in_a_network",
                violation_error_message=_("This municipality hosts the other round already. Choose another."),
            ),
            models.CheckConstraint(
                condition=Q(round__in=ROUNDS),
                name="visit_in_one_of_two_rounds",
                violation_error_message=_("There are two rounds."),
            ),
            models.CheckConstraint(
                condition=Q(fixed_date__isnull=True, fixed_at__isnull=True)
                | Q(fixed_date__isnull=False, fixed_at__isnull=False),
                name="visit_fixed_has_a_date_and_a_time",
                violation_error_message=_("A fixed date has the time at which it was fixed."),
            ),
        ]

    def __str__(self) -> str:
        values = {"network": self.network, "round": self.round, "host": self.host}
        return str(_("%(network)s, round %(round)d: visit to %(host)s") % values)


class OfferedDate(models.Model):
    """A time at which the host can receive the others."""

    visit = models.ForeignKey(Visit, models.CASCADE, verbose_name=_("visit"), related_name="dates")
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))

    class Meta:
        verbose_name = _("offered date")
        verbose_name_plural = _("offered dates")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "starts_at"],
                name="offered_date_once",
                violation_error_message=_("This date is offered already."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="offered_date_ends_after_it_starts",
                violation_error_message=_("The visit must end after it starts."),
            ),
        ]

    def __str__(self) -> str:
        return text.span(self.starts_at, self.ends_at)


class VisitAnswer(models.Model):
    """Somebody of a guest municipality has said at which of the dates it can come; no tick means at none."""

    visit = models.ForeignKey(Visit, models.CASCADE, verbose_name=_("visit"), related_name="answers")
    municipality = models.ForeignKey(Municipality, models.PROTECT, verbose_name=_("municipality"), related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("person"), related_name="visit_answers")
    answered_at = models.DateTimeField(_("answered"))

    class Meta:
        verbose_name = _("answer about a visit")
        verbose_name_plural = _("answers about visits")
        ordering = ["visit", "municipality__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "person"],
                name="visit_answer_one_per_person",
                violation_error_message=_("This person has answered already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.visit}: {self.person.name}"


class VisitTick(models.Model):
    """One of the dates suits somebody."""

    answer = models.ForeignKey(VisitAnswer, models.CASCADE, verbose_name=_("answer"), related_name="ticks")
    date = models.ForeignKey(OfferedDate, models.CASCADE, verbose_name=_("offered date"), related_name="ticks")

    class Meta:
        verbose_name = _("tick")
        verbose_name_plural = _("ticks")
        ordering = ["date", "answer"]
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "date"],
                name="visit_tick_once",
                violation_error_message=_("This date is ticked already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.answer}: {self.date}"
