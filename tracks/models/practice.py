"""Shared practice: what a municipality has tried, so that others can use it."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from municipalities.history import History
from municipalities.models import Municipality
from partnership.machine import transition
from partnership.models import FocusArea, Partnership, Person, PersonalLink, StoredDocument
from tracks.models.track import Track

#: How long after it was last confirmed the author is asked, when a second time, and when it then leaves the lists.
ASKED_AFTER = dt.timedelta(days=365)
ASKED_AGAIN_AFTER = dt.timedelta(days=30)
HIDDEN_AFTER = dt.timedelta(days=30)
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "ae", "Ø": "oe", "Å": "aa"})


class PracticeQuerySet(models.QuerySet["Practice"]):
    def shown(self) -> PracticeQuerySet:
        """Practices whose page everybody may read."""
        return self.filter(status=Practice.Status.RELEASED)

    def listed(self, now: dt.datetime) -> PracticeQuerySet:
        """Practices that stand in the lists: not those whose author was asked twice and did not answer."""
        return self.shown().exclude(asked_again_at__lte=now - HIDDEN_AFTER)

    def editable_by(self, person: Person) -> PracticeQuerySet:
        """What a person writes: the own, and as a coordinator those of the own municipalities."""
        own = Municipality.objects.coordinated_by(person, on=timezone.localdate())
        return self.filter(Q(author=person) | Q(municipality__in=own))

    def visible_to(self, person: Person) -> PracticeQuerySet:
        """Staff see all; everybody else what is released, and what they write."""
        if person.is_staff:
            return self
        return self.filter(Q(status=Practice.Status.RELEASED) | Q(pk__in=self.editable_by(person).values("pk")))

    def with_use(self) -> PracticeQuerySet:
        """Add `use_count`, how many other municipalities use it."""
        return self.annotate(use_count=Count("uses"))


class Practice(models.Model):
    """Something that a municipality has tried, written down for others.

    draft -> submitted -> released -> retired; submitted, released -> returned (with a note); draft, returned, retired ->
    submitted. Who wrote it is asked after a year whether it still holds; `asked_at` and `asked_again_at` tell of it.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("a practice", "draft")
        SUBMITTED = "submitted", pgettext_lazy("a practice", "submitted")
        RETURNED = "returned", pgettext_lazy("a practice", "returned")
        RELEASED = "released", pgettext_lazy("a practice", "released")
        RETIRED = "retired", pgettext_lazy("a practice", "retired")

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, verbose_name=_("partnership"), related_name="practices"
    )
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name=_("municipality"), related_name="practices"
    )
    author = models.ForeignKey(Person, models.PROTECT, verbose_name=_("written by"), related_name="practices")
    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(_("in short"), max_length=300)
    description = models.TextField(_("what you do"))
    track = models.ForeignKey(
        Track, models.PROTECT, verbose_name=_("track"), related_name="practices", null=True, blank=True
    )
    focus_area = models.ForeignKey(
        FocusArea, models.PROTECT, verbose_name=_("focus area"), related_name="practices", null=True, blank=True
    )
    for_day_care = models.BooleanField(_("day care"), default=False)
    for_school = models.BooleanField(_("school"), default=False)
    for_after_school = models.BooleanField(_("after-school care (SFO)"), default=False)
    time_spent = models.CharField(_("time it took"), max_length=200, blank=True)
    money_spent = models.CharField(_("money it took"), max_length=200, blank=True)
    result = models.TextField(_("what came of it"), blank=True)
    evidence = models.TextField(_("how you know"), blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    note = models.CharField(_("the secretariat's note"), max_length=500, blank=True, editable=False)
    created_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)
    submitted_at = models.DateTimeField(pgettext_lazy("a practice", "submitted"), null=True, editable=False)
    released_at = models.DateTimeField(pgettext_lazy("a practice", "released"), null=True, editable=False)
    confirmed_at = models.DateTimeField(_("last confirmed"), null=True, editable=False)
    asked_at = models.DateTimeField(_("author asked"), null=True, editable=False)
    asked_again_at = models.DateTimeField(_("author asked again"), null=True, editable=False)
    asked_link = models.OneToOneField(
        PersonalLink, models.SET_NULL, related_name="practice_asked_about", null=True, editable=False
    )
    title_words = models.TextField(default=" ", editable=False)
    words = models.TextField(default=" ", editable=False)

    objects = PracticeQuerySet.as_manager()
    history = History(excluded_fields=["title_words", "words", "asked_at", "asked_again_at", "asked_link"])

    class Meta:
        verbose_name = _("practice")
        verbose_name_plural = _("practices")
        ordering = ["-released_at", "-pk"]
        indexes = [models.Index(fields=["status", "confirmed_at"], name="practice_by_status")]
        constraints = [
            models.CheckConstraint(
                condition=Q(for_day_care=True) | Q(for_school=True) | Q(for_after_school=True),
                name="practice_is_for_somebody",
                violation_error_message=_("Choose whom it is for: day care, school or after-school care."),
            ),
            models.CheckConstraint(
                condition=~Q(status="released") | Q(released_at__isnull=False, confirmed_at__isnull=False),
                name="practice_released_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(status="returned") | ~Q(note=""),
                name="practice_returned_says_why",
                violation_error_message=_("Write what the author should change."),
            ),
            models.CheckConstraint(
                condition=Q(asked_again_at__isnull=True) | Q(asked_at__isnull=False, asked_again_at__gt=F("asked_at")),
                name="practice_asked_again_after_asked",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def slug(self) -> str:
        """The readable part of the address; a title of signs alone has none of its own."""
        return slugify(self.title.translate(_LETTERS))[:80].strip("-") or "praksis"

    @property
    def settings(self) -> list[str]:
        """Whom it is for, in words."""
        names = ("for_day_care", "for_school", "for_after_school")
        return [str(self._meta.get_field(name).verbose_name) for name in names if getattr(self, name)]  # type: ignore[union-attr]

    @property
    def is_public(self) -> bool:
        """Whether everybody may read its page."""
        return self.status == self.Status.RELEASED

    @property
    def is_editable(self) -> bool:
        """Whether its text may be changed by who writes it: not while the secretariat reads it, nor as released."""
        return self.status in {self.Status.DRAFT, self.Status.RETURNED, self.Status.RETIRED}

    def submit(self, *, at: dt.datetime) -> bool:
        """Hand it to the secretariat."""
        allowed = {self.Status.DRAFT, self.Status.RETURNED, self.Status.RETIRED}
        return transition(self, allowed=allowed, to=self.Status.SUBMITTED, submitted_at=at)

    def release(self, *, at: dt.datetime) -> bool:
        """Show it to everybody."""
        times = {"released_at": at, "confirmed_at": at, "asked_at": None, "asked_again_at": None}
        return transition(self, allowed={self.Status.SUBMITTED}, to=self.Status.RELEASED, note="", **times)

    def give_back(self, *, note: str, at: dt.datetime) -> bool:
        """Give it back to who wrote it, with what to change."""
        allowed = {self.Status.SUBMITTED, self.Status.RELEASED}
        return transition(self, allowed=allowed, to=self.Status.RETURNED, note=note, changed_at=at)

    def retire(self, *, at: dt.datetime) -> bool:
        """Take it out of the library; it is kept."""
        return transition(self, allowed={self.Status.RELEASED}, to=self.Status.RETIRED, changed_at=at)


class PracticeFileQuerySet(models.QuerySet["PracticeFile"]):
    def standing(self) -> PracticeFileQuerySet:
        """Files that are not taken away."""
        return self.filter(withdrawn_at__isnull=True)

    def visible_to(self, person: Person) -> PracticeFileQuerySet:
        """The files of the practices that the person sees."""
        return self.filter(practice__in=Practice.objects.visible_to(person).values("pk"))


class PracticeFile(models.Model):
    """A file of a practice. It is taken away, never deleted."""

    practice = models.ForeignKey(Practice, models.PROTECT, verbose_name=_("practice"), related_name="files")
    title = models.CharField(_("title"), max_length=150)
    document = models.OneToOneField(
        StoredDocument, models.PROTECT, verbose_name=_("file"), related_name="practice_file"
    )
    file_name = models.CharField(_("name of the file"), max_length=120)
    added_at = models.DateTimeField(_("added"))
    withdrawn_at = models.DateTimeField(_("taken away"), null=True, blank=True)

    objects = PracticeFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a practice")
        verbose_name_plural = _("files of practices")
        ordering = ["practice", "added_at", "pk"]

    def __str__(self) -> str:
        return self.title


class PracticeUseQuerySet(models.QuerySet["PracticeUse"]):
    def visible_to(self, person: Person) -> PracticeUseQuerySet:
        """The uses of the practices that the person sees."""
        return self.filter(practice__in=Practice.objects.visible_to(person).values("pk"))


class PracticeUse(models.Model):
    """Another municipality uses the practice; a coordinator said so, or somebody of it with a confirmed address."""

    practice = models.ForeignKey(Practice, models.CASCADE, verbose_name=_("practice"), related_name="uses")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name=_("municipality"), related_name="practice_uses"
    )
    stated_by = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("stated by"), related_name="+", null=True, blank=True
    )
    stated_at = models.DateTimeField(_("stated"))

    objects = PracticeUseQuerySet.as_manager()

    class Meta:
        verbose_name = _("use of a practice")
        verbose_name_plural = _("uses of practices")
        ordering = ["practice", "municipality__sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "municipality"],
                name="practice_use_counts_once",
                violation_error_message=_("The municipality already stands among those that use it."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.municipality}: {self.practice}"
