"""What people outside ask about a practice; it goes on only when their address is confirmed."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from municipalities.models import Municipality
from partnership.models import Person, PersonalLink
from tracks.models.practice import Practice, PracticeQuerySet

#: How long an address that nobody confirmed is kept, and one that somebody did.
UNCONFIRMED_KEPT = dt.timedelta(days=7)
CONFIRMED_KEPT = dt.timedelta(days=365)


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    def confirmed(self) -> EnquiryQuerySet:
        """Enquiries whose address is its owner's."""
        return self.filter(confirmed_at__isnull=False)

    def unanswered(self) -> EnquiryQuerySet:
        """Questions that reached the author and wait for an answer."""
        return self.confirmed().filter(kind=Enquiry.Kind.QUESTION, answered_at__isnull=True)

    def outdated(self, now: dt.datetime) -> EnquiryQuerySet:
        """Enquiries that are not kept any longer."""
        return self.filter(
            Q(confirmed_at__isnull=True, asked_at__lte=now - UNCONFIRMED_KEPT) | Q(asked_at__lte=now - CONFIRMED_KEPT)
        )

    def about(self, practices: PracticeQuerySet) -> EnquiryQuerySet:
        """Questions about some practices, once they are confirmed."""
        return self.confirmed().filter(kind=Enquiry.Kind.QUESTION, practice__in=practices.values("pk"))

    def visible_to(self, person: Person) -> EnquiryQuerySet:
        """Staff see all; who writes a practice sees the questions about it."""
        return self if person.is_staff else self.about(Practice.objects.editable_by(person))


class Enquiry(models.Model):
    """Somebody asks the author, or says that the own municipality uses the practice.

    Waits until the address is confirmed; then the question is relayed, or the use is counted. A question is answered once.
    Deleted with the letters about it after a week unconfirmed, and after twelve months in any case.
    """

    class Kind(models.TextChoices):
        QUESTION = "question", _("question")
        USE = "use", _("“we use it”")

    practice = models.ForeignKey(Practice, models.CASCADE, verbose_name=_("practice"), related_name="enquiries")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail address"))
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name=_("municipality"), related_name="+", null=True, blank=True
    )
    text = models.TextField(_("question"), max_length=3000, blank=True)
    asked_at = models.DateTimeField(_("asked"))
    confirmed_at = models.DateTimeField(_("address confirmed"), null=True, blank=True)
    link = models.OneToOneField(
        PersonalLink,
        models.SET_NULL,
        verbose_name=_("the author's link"),
        related_name="practice_question",
        null=True,
        blank=True,
    )
    answer = models.TextField(_("answer"), max_length=5000, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("enquiry about a practice")
        verbose_name_plural = _("enquiries about practices")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="question") & ~Q(text="") | Q(kind="use", municipality__isnull=False),
                name="enquiry_says_what_it_is_about",
                violation_error_message=_("Write your question, or choose your municipality."),
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="")
                | Q(answered_at__isnull=False, confirmed_at__isnull=False, kind="question") & ~Q(answer=""),
                name="enquiry_answered_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.practice}: {self.get_kind_display()} ({self.pk})"
