"""What a body has learnt: a summary under a guiding question or a theme, with what came of the work."""

from __future__ import annotations

import datetime as dt
from typing import Self, TypeVar

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from municipalities.history import History
from partnership.machine import transition
from partnership.models import Body, FocusArea, GuidingQuestion, Person, SeatHolding, StoredDocument

Row = TypeVar("Row", bound=models.Model)


class KnowledgeQuerySet(models.QuerySet[Row]):
    """Summaries, or what belongs to one: `_SUMMARY` is the way to it."""

    _SUMMARY = ""

    def published(self) -> Self:
        """Rows that are shown at all."""
        return self.filter(**{f"{self._SUMMARY}status": Summary.Status.PUBLISHED})

    def shared_with_public(self) -> Self:
        """What everybody may read."""
        return self.published().filter(**{f"{self._SUMMARY}readers": Summary.Readers.PUBLIC})

    def shared_with(self, person: Person) -> Self:
        """What a person reads as a participant: everybody's, and that of the bodies in which the person has a seat today."""
        seats = SeatHolding.objects.held_on(timezone.localdate()).filter(person=person)
        return self.published().filter(
            Q(**{f"{self._SUMMARY}readers": Summary.Readers.PUBLIC})
            | Q(**{f"{self._SUMMARY}body__in": seats.values("seat__body")})
        )

    def visible_to(self, person: Person) -> Self:
        """Staff see all, drafts too; others what is shared with them."""
        return self if person.is_staff else self.shared_with(person)

    def open_to(self, *, through_link: Person | None, logged_in: Person | None) -> Self:
        """What a visitor reads of what is published; a personal link opens nothing of the secretariat's."""
        shown = Q(pk__in=self.model._default_manager.shared_with_public().values("pk"))  # type: ignore[attr-defined]
        if through_link is not None:
            shown |= Q(pk__in=self.model._default_manager.shared_with(through_link).values("pk"))  # type: ignore[attr-defined]
        if logged_in is not None:
            shown |= Q(pk__in=self.model._default_manager.visible_to(logged_in).values("pk"))  # type: ignore[attr-defined]
        return self.published().filter(shown)


class SummaryQuerySet(KnowledgeQuerySet["Summary"]):
    """Summaries, by body and what they are about."""


class Summary(models.Model):
    """What a body says about one guiding question, or about one focus area.

    draft -> published; published -> draft. A published one may be corrected; its history keeps what it said.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("a summary", "draft")
        PUBLISHED = "published", pgettext_lazy("a summary", "published")

    class Readers(models.TextChoices):
        BODY = "body", _("those who hold a seat in the body")
        PUBLIC = "public", _("everybody, on the public page")

    body = models.ForeignKey(Body, models.PROTECT, verbose_name=_("body"), related_name="summaries")
    guiding_question = models.ForeignKey(
        GuidingQuestion,
        models.PROTECT,
        verbose_name=_("guiding question"),
        related_name="summaries",
        null=True,
        blank=True,
    )
    focus_area = models.ForeignKey(
        FocusArea, models.PROTECT, verbose_name=_("focus area"), related_name="summaries", null=True, blank=True
    )
    text = models.TextField(
        _("text"),
        max_length=20_000,
        help_text=_(
            "Leave an empty line between paragraphs, begin the points of a list with “- ”, write a link as "
            "[text](https://…)."
        ),
    )
    readers = models.CharField(_("who may read it"), max_length=10, choices=Readers, default=Readers.BODY)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    created_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)
    published_at = models.DateTimeField(pgettext_lazy("a summary", "published"), null=True, editable=False)

    objects = SummaryQuerySet.as_manager()
    history = History(excluded_fields=["created_at", "changed_at"])

    class Meta:
        verbose_name = _("summary of a body")
        verbose_name_plural = _("summaries of bodies")
        ordering = ["body", "guiding_question", "focus_area"]
        constraints = [
            models.CheckConstraint(
                condition=Q(guiding_question__isnull=False, focus_area__isnull=True)
                | Q(guiding_question__isnull=True, focus_area__isnull=False),
                name="summary_is_about_one_thing",
                violation_error_message=_("Choose a guiding question or a focus area, not both."),
            ),
            models.UniqueConstraint(
                fields=["body", "guiding_question"],
                name="summary_once_for_body_and_question",
                violation_error_message=_("The body already has a summary of this guiding question. Change that one."),
            ),
            models.UniqueConstraint(
                fields=["body", "focus_area"],
                name="summary_once_for_body_and_area",
                violation_error_message=_("The body already has a summary of this focus area. Change that one."),
            ),
            models.CheckConstraint(
                condition=~Q(text=""), name="summary_says_something", violation_error_message=_("Write the summary.")
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(published_at__isnull=False), name="summary_published_has_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}: {self.topic}"

    @property
    def topic(self) -> GuidingQuestion | FocusArea:
        """What it is about."""
        topic = self.guiding_question or self.focus_area
        assert topic is not None  # noqa: S101 -- a constraint
        return topic

    def publish(self, *, at: dt.datetime) -> bool:
        """Show it to its readers."""
        return transition(self, allowed={self.Status.DRAFT}, to=self.Status.PUBLISHED, published_at=at, changed_at=at)

    def take_back(self, *, at: dt.datetime) -> bool:
        """Show it to nobody until it is published again."""
        return transition(self, allowed={self.Status.PUBLISHED}, to=self.Status.DRAFT, changed_at=at)


class OutputQuerySet(KnowledgeQuerySet["Output"]):
    """What bodies have made; read by whoever reads the summary."""

    _SUMMARY = "summary__"

    def standing(self) -> OutputQuerySet:
        """Outputs that are not taken away."""
        return self.filter(is_shown=True)


class Output(models.Model):
    """Something that a body has made, a file or a link. It is taken away, never deleted."""

    summary = models.ForeignKey(Summary, models.PROTECT, verbose_name=_("summary"), related_name="outputs")
    title = models.CharField(_("title"), max_length=150)
    document = models.OneToOneField(
        StoredDocument, models.PROTECT, verbose_name=_("file"), related_name="output", null=True, blank=True
    )
    file_name = models.CharField(_("name of the file"), max_length=120, blank=True)
    url = models.URLField(_("link"), max_length=500, blank=True, validators=[URLValidator(schemes=["https", "http"])])
    added_at = models.DateTimeField(_("added"))
    is_shown = models.BooleanField(_("shown"), default=True)

    objects = OutputQuerySet.as_manager()

    class Meta:
        verbose_name = _("output of a body")
        verbose_name_plural = _("outputs of bodies")
        ordering = ["summary", "added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(document__isnull=True, file_name="") & ~Q(url="")
                | Q(document__isnull=False, url="") & ~Q(file_name=""),
                name="output_is_a_file_or_a_link",
                violation_error_message=_("Choose a file or write a link, not both."),
            ),
        ]

    def __str__(self) -> str:
        return self.title
