"""The political agreement by which a municipality takes part."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from municipalities.history import History
from municipalities.models import Municipality
from partnership.machine import transition
from partnership.models.body import Body
from partnership.models.document import StoredDocument
from partnership.models.partnership import Partnership
from partnership.models.person import Person
from partnership.models.seat import SeatHolding


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def standing(self) -> AgreementQuerySet:
        """Agreements that are not withdrawn or ended."""
        return self.exclude(status__in=[Agreement.Status.WITHDRAWN, Agreement.Status.ENDED])

    def active(self) -> AgreementQuerySet:
        """Agreements under which a municipality takes part now."""
        return self.filter(status=Agreement.Status.ACTIVE)

    def to_the_end(self) -> AgreementQuerySet:
        """Agreements under which a municipality takes part, or took part until its partnership ended."""
        return self.filter(status__in=[Agreement.Status.ACTIVE, Agreement.Status.ENDED])

    def not_over_on(self, day: dt.date) -> AgreementQuerySet:
        """Agreements under which a municipality takes part, and those that ended with the partnership after the day."""
        return self.filter(Q(status=Agreement.Status.ACTIVE) | Q(status=Agreement.Status.ENDED, ended_on__gt=day))

    def taking_part_between(self, start: dt.date | OuterRef, end: dt.date | OuterRef) -> AgreementQuerySet:
        """Agreements under which a municipality takes part on a day from `start` until before `end`, even if it left since."""
        withdrew_later = Q(status=Agreement.Status.WITHDRAWN, withdrawn_from__gt=start)
        ended_later = Q(status=Agreement.Status.ENDED, ended_on__gt=start)
        still = Q(status=Agreement.Status.ACTIVE) | withdrew_later | ended_later
        return self.filter(still, active_from__lt=end)

    def of_participant(self, person: Person, *, on: dt.date) -> AgreementQuerySet:
        """Active agreements of the municipalities that the person coordinates for, or holds a seat of, on the day."""
        seats = SeatHolding.objects.held_on(on).filter(
            person=person,
            seat__municipality=OuterRef("municipality"),
            seat__body__partnership=OuterRef("partnership"),
        )
        coordinated = Municipality.objects.coordinated_by(person, on=on)
        return self.active().filter(Q(municipality__in=coordinated) | Exists(seats))

    def seen_from_steering_group(self, person: Person, *, on: dt.date) -> AgreementQuerySet:
        """Active agreements of the municipalities for which the person sits in the steering group on the day."""
        seats = SeatHolding.objects.held_on(on).filter(
            person=person,
            seat__municipality=OuterRef("municipality"),
            seat__body__partnership=OuterRef("partnership"),
            seat__body__kind=Body.Kind.STEERING_GROUP,
        )
        return self.active().filter(Exists(seats))

    def standing_first(self) -> AgreementQuerySet:
        """Those that stand before those that are over, and the newest partnership before older ones."""
        over = models.Q(status__in=[Agreement.Status.WITHDRAWN, Agreement.Status.ENDED])
        return self.order_by(models.Case(models.When(over, then=1), default=0), "-partnership__starts_on", "-pk")

    def visible_to(self, person: Person) -> AgreementQuerySet:
        """Staff see all; coordinators those of their municipalities."""
        if person.is_staff:
            return self
        return self.filter(municipality__in=Municipality.objects.coordinated_by(person, on=timezone.localdate()))


class Agreement(models.Model):
    """One municipality's agreement with KL about one partnership.

    invited -> decided (by the municipal council) -> confirmed (by KL's board) -> active -> withdrawn | ended;
    invited, decided and confirmed agreements can be withdrawn as well.
    """

    class Status(models.TextChoices):
        INVITED = "invited", _("invited")
        DECIDED = "decided", _("decided by the municipal council")
        CONFIRMED = "confirmed", _("confirmed by KL's board")
        ACTIVE = "active", _("active")
        WITHDRAWN = "withdrawn", _("withdrawn")
        ENDED = "ended", _("ended")

    class PartYearFee(models.TextChoices):
        FULL = "full", _("the whole fee")
        MONTHLY = "monthly", _("by month: each month begun counts")
        FIXED = "fixed", _("a fixed amount")

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, verbose_name=_("partnership"), related_name="agreements"
    )
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name=_("municipality"), related_name="agreements"
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.INVITED, editable=False)
    invited_on = models.DateField(_("invited on"))
    answer_by = models.DateField(_("answer by"), null=True, blank=True)
    decided_on = models.DateField(_("decided by the municipal council on"), null=True, blank=True)
    confirmed_on = models.DateField(_("confirmed by KL's board on"), null=True, blank=True)
    active_from = models.DateField(_("takes part from"), null=True, blank=True)
    withdrawn_from = models.DateField(_("withdrawn from"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    part_year_fee = models.CharField(
        _("fee for a year of which the municipality takes part in a part only"),
        max_length=8,
        choices=PartYearFee,
        default=PartYearFee.FULL,
    )
    part_year_amount = models.DecimalField(
        _("fixed amount for a part of a year, excl. VAT"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    case_id = models.CharField(_("KL's case id"), max_length=40, blank=True)
    document_id = models.CharField(_("KL's document id"), max_length=40, blank=True)
    municipality_case_no = models.CharField(_("the municipality's case number"), max_length=40, blank=True)
    invitation = models.ForeignKey(
        StoredDocument,
        models.PROTECT,
        verbose_name=_("invitation for the agenda"),
        related_name="invited_agreements",
        null=True,
        blank=True,
        editable=False,
    )
    signed_document = models.ForeignKey(
        StoredDocument,
        models.PROTECT,
        verbose_name=_("signed agreement"),
        related_name="signed_agreements",
        null=True,
        blank=True,
        editable=False,
    )

    objects = AgreementQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["partnership", "municipality__sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "municipality"],
                condition=~models.Q(status__in=["withdrawn", "ended"]),
                name="agreement_one_standing_per_municipality",
                violation_error_message=_("The municipality already has an agreement in this partnership."),
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["invited", "withdrawn"]) | models.Q(decided_on__isnull=False),
                name="agreement_decided_has_a_date",
                violation_error_message=_("Give the date of the municipal council's decision."),
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["invited", "decided", "withdrawn"])
                | models.Q(confirmed_on__isnull=False),
                name="agreement_confirmed_has_a_date",
                violation_error_message=_("Give the date on which KL's board confirmed."),
            ),
            models.CheckConstraint(
                condition=~models.Q(status="active") | models.Q(active_from__isnull=False),
                name="agreement_active_has_a_date",
                violation_error_message=_("Give the date from which the municipality takes part."),
            ),
            models.CheckConstraint(
                condition=~models.Q(status="withdrawn") | models.Q(withdrawn_from__isnull=False),
                name="agreement_withdrawn_has_a_date",
                violation_error_message=_("Give the date from which the municipality has withdrawn."),
            ),
            models.CheckConstraint(
                condition=models.Q(part_year_fee="fixed", part_year_amount__isnull=False, part_year_amount__gt=0)
                | (~models.Q(part_year_fee="fixed") & models.Q(part_year_amount__isnull=True)),
                name="agreement_fixed_fee_has_an_amount",
                violation_error_message=_(
                    "Write the fixed amount, above 0, exactly when the fee of a part of a year is a fixed amount."
                ),
            ),
            models.CheckConstraint(
                condition=~models.Q(status="ended") | models.Q(ended_on__isnull=False),
                name="agreement_ended_has_a_date",
                violation_error_message=_("Give the date on which the agreement ended."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality} – {self.partnership}"

    def decide(self, *, on: dt.date, case_no: str = "") -> bool:
        """Record the municipal council's decision to join."""
        changes = {"municipality_case_no": case_no} if case_no else {}
        return transition(self, allowed={self.Status.INVITED}, to=self.Status.DECIDED, decided_on=on, **changes)

    def confirm(self, *, on: dt.date) -> bool:
        """Record that KL's board confirmed."""
        return transition(self, allowed={self.Status.DECIDED}, to=self.Status.CONFIRMED, confirmed_on=on)

    def activate(self, *, on: dt.date) -> bool:
        """Let the municipality take part from a day."""
        return transition(self, allowed={self.Status.CONFIRMED}, to=self.Status.ACTIVE, active_from=on)

    def withdraw(self, *, on: dt.date) -> bool:
        """Record that the municipality leaves the partnership from a day."""
        steps = {self.Status.INVITED, self.Status.DECIDED, self.Status.CONFIRMED, self.Status.ACTIVE}
        return transition(self, allowed=steps, to=self.Status.WITHDRAWN, withdrawn_from=on)

    def end(self, *, on: dt.date) -> bool:
        """Close the agreement when the partnership is over."""
        return transition(self, allowed={self.Status.ACTIVE}, to=self.Status.ENDED, ended_on=on)
