"""A municipality's local project organisation: who works on which focus area at home."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnership.models.agreement import Agreement
from partnership.models.partnership import FocusArea
from partnership.models.person import Person


class LocalOrganisationQuerySet(models.QuerySet["LocalOrganisation"]):
    def visible_to(self, person: Person) -> LocalOrganisationQuerySet:
        """Staff see all; who takes part sees that of the own municipality and what others of the partnership show.

        What a municipality showed is hidden again once it no longer takes part.
        """
        if person.is_staff:
            return self
        own = Agreement.objects.of_participant(person, on=timezone.localdate())
        taking_part = Agreement.objects.active().filter(partnership__in=own.values("partnership"))
        shown = Q(is_shown=True, agreement__in=taking_part)
        return self.filter(Q(agreement__in=own) | shown)


class LocalOrganisation(models.Model):
    """The local project organisation under one agreement; `version` rises with each change, so that none is overwritten."""

    agreement = models.OneToOneField(
        Agreement, models.PROTECT, verbose_name=_("agreement"), related_name="local_organisation"
    )
    is_shown = models.BooleanField(_("shown to the other municipalities that take part"), default=False)
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    changed_at = models.DateTimeField(_("changed"))
    changed_by = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("changed by"), related_name="+", null=True, blank=True
    )

    objects = LocalOrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("local project organisation")
        verbose_name_plural = _("local project organisations")
        ordering = ["agreement__partnership", "agreement__municipality__sort_key"]

    def __str__(self) -> str:
        return str(self.agreement)


class LocalProjectQuerySet(models.QuerySet["LocalProject"]):
    def visible_to(self, person: Person) -> LocalProjectQuerySet:
        """As the organisation that the row belongs to."""
        if person.is_staff:
            return self
        return self.filter(organisation__in=LocalOrganisation.objects.visible_to(person))


class LocalProject(models.Model):
    """What a municipality does in one focus area, who owns it and whom to ask; a trigger refuses another partnership's area."""

    organisation = models.ForeignKey(
        LocalOrganisation, models.CASCADE, verbose_name=_("local project organisation"), related_name="projects"
    )
    focus_area = models.ForeignKey(
        FocusArea, models.PROTECT, verbose_name=_("focus area"), related_name="local_projects"
    )
    owner = models.CharField(_("owner"), max_length=150)
    contact = models.CharField(_("contact"), max_length=150, blank=True)
    contact_email = models.EmailField(_("the contact's e-mail address"), blank=True)
    works_on = models.TextField(_("what you work on"), max_length=1000, blank=True)

    objects = LocalProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("local project")
        verbose_name_plural = _("local projects")
        ordering = ["organisation", "focus_area__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "focus_area"],
                name="local_project_one_per_focus_area",
                violation_error_message=_("The municipality has already described this focus area."),
            ),
            models.CheckConstraint(
                condition=~Q(owner=""),
                name="local_project_has_an_owner",
                violation_error_message=_("Write who owns the work in this focus area."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.focus_area}"
