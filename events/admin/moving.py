"""The pages on which the secretariat moves, cancels and restores an event: what would happen, confirm, receipt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.admin.pages import EventPages
from events.forms.planning import CancelEventForm, MoveEventForm, RestoreEventForm
from events.models import Event
from events.services.cancelling import cancel_event, plan_cancellation, plan_restoring, restore_event
from events.services.outcomes import Outcome
from events.services.planning import ChangeRefused, change_event, plan_change
from events.services.programme import held_together
from partnership.models import Person

Step = Callable[[], Outcome]


class MovingPages(EventPages):
    """Nobody moves or cancels an event silently once people are invited: the page says whom it reaches first."""

    def moving_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/move/", wrap(self.move), name="events_event_move"),
            path("<int:pk>/cancel/", wrap(self.cancel_one), name="events_event_cancel"),
            path("<int:pk>/restore/", wrap(self.restore), name="events_event_restore"),
        ]

    def move(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for new times and a new place, say what would happen, do it at the second press."""
        event = self.changeable(request, pk)
        if event.cancelled_at is not None:
            return self._turn_away(request, event, _("The event is cancelled. Let it go ahead first, then move it."))
        form = self._move_form(request)(request.POST or None, instance=Event.objects.get(pk=pk))
        title = _("Move or change")
        if request.method != "POST" or not form.is_valid():
            return self._ask(request, event, title, form, button=_("See what would happen"))
        asked = {"changes": form.changes(), "note": form.cleaned_data["note"], "now": timezone.now()}
        try:
            plan = plan_change(event, **asked)
            if not self._is_agreed(request, plan) and plan.letters:
                return self.agree(request, event, title, plan)
            outcome = change_event(event, **asked, by=_staff(request))
        except ChangeRefused as refusal:
            form.add_error(None, str(refusal))
            return self._ask(request, event, title, form, button=_("See what would happen"))
        messages.success(request, _("“%(event)s” is changed.") % {"event": event})
        self.report(request, outcome)
        return redirect("admin:events_event_change", pk)

    def cancel_one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the reason and say what would happen; cancel at the press."""
        event = self.changeable(request, pk)
        if event.cancelled_at is not None:
            return self._turn_away(request, event, _("The event is cancelled already."))
        form = CancelEventForm(request.POST or None)
        typed = form.cleaned_data["reason"] if form.is_valid() else ""
        asked: dict[str, Any] = {"by": _staff(request), "now": timezone.now()}
        return self._press(
            request,
            event,
            form,
            title=_("Cancel the event"),
            button=lambda n: ngettext("Cancel and send %(n)d letter", "Cancel and send %(n)d letters", n),
            plan=lambda: plan_cancellation(event, reason=typed or "…", **asked),
            step=lambda: cancel_event(event, reason=typed, **asked),
            done=_("“%(event)s” is cancelled.") % {"event": event},
        )

    def restore(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say who was told of the cancellation; let the event go ahead at the press, and tell them."""
        event = self.changeable(request, pk)
        if event.cancelled_at is None:
            return self._turn_away(request, event, _("The event is not cancelled."))
        form = RestoreEventForm(request.POST or None)
        note = form.cleaned_data["note"] if form.is_valid() else ""
        asked: dict[str, Any] = {"by": _staff(request), "note": note, "now": timezone.now()}
        return self._press(
            request,
            event,
            form,
            title=_("Let the event go ahead after all"),
            button=lambda n: ngettext(
                "Let it go ahead and send %(n)d letter", "Let it go ahead and send %(n)d letters", n
            ),
            plan=lambda: plan_restoring(event, **asked),
            step=lambda: restore_event(event, **asked),
            done=_("“%(event)s” goes ahead after all.") % {"event": event},
        )

    def agree(self, request: HttpRequest, event: Event, title: str, outcome: Outcome) -> HttpResponse:
        """Return the page that says what would happen, with all that was sent and the button that does it."""
        kept = [(name, value) for name, values in request.POST.lists() for value in values]
        kept = [(name, value) for name, value in kept if name not in {"csrfmiddlewaretoken", "agreed"}]
        context = {"outcome": outcome, "kept": kept, "joint": held_together(event), "back": request.path}
        return self.page(request, "admin/events/event/agree.html", event, title, context)

    def report(self, request: HttpRequest, outcome: Outcome) -> None:
        """Say what was done."""
        if outcome.letters:
            text = ngettext("%(n)d letter is on its way.", "%(n)d letters are on their way.", outcome.letters)
            messages.success(request, text % {"n": outcome.letters})
        if outcome.promoted:
            text = ngettext(
                "%(count)d person from the waiting list got a place.",
                "%(count)d people from the waiting list got a place.",
                outcome.promoted,
            )
            messages.success(request, text % {"count": outcome.promoted})
        for person in outcome.unreachable:
            messages.error(request, _("%(person)s was not told: the address is no address.") % {"person": person})
        if outcome.letters and outcome.venues:
            messages.warning(request, _("Tell the place yourself: %(place)s.") % {"place": "; ".join(outcome.venues)})

    def change(self, request: HttpRequest, event: Event, changes: Mapping[str, Any]) -> None:
        """Save what the event's own form changes; `ask_before_saving` takes it back where people should be asked about it."""
        outcome = change_event(
            event, changes=changes, by=_staff(request), now=timezone.now(), programme_is_checked=True
        )
        request.event_outcome = outcome  # type: ignore[attr-defined]

    def ask_before_saving(self, request: HttpRequest, event: Event) -> HttpResponse | None:
        """Take the saving of the event's own form back and ask, where people would be told and nobody agreed to that.

        Called inside the transaction of the saving, when all is written.
        """
        outcome: Outcome = request.event_outcome  # type: ignore[attr-defined]
        if not outcome.told or self._is_agreed(request, outcome):
            self.report(request, outcome)
            return None
        response = self.agree(request, event, _("Move or change"), outcome)
        transaction.set_rollback(True)
        return response

    def _move_form(self, request: HttpRequest) -> type[MoveEventForm]:
        """Return the form with the admin's own fields for days and times."""

        def field(db_field: Any, **kwargs: Any) -> Any:
            return self.formfield_for_dbfield(db_field, request, **kwargs)

        form: type[MoveEventForm] = forms.modelform_factory(  # type: ignore[assignment]
            Event, form=MoveEventForm, fields=MoveEventForm.Meta.fields, formfield_callback=field
        )
        return form

    def _press(
        self,
        request: HttpRequest,
        event: Event,
        form: forms.Form,
        *,
        title: str,
        button: Callable[[int], str],
        plan: Step,
        step: Step,
        done: str,
    ) -> HttpResponse:
        try:
            planned = plan()
            if request.method == "POST" and form.is_valid() and self._is_agreed(request, planned):
                outcome = step()
                messages.success(request, done)
                self.report(request, outcome)
                return redirect("admin:events_event_change", event.pk)
        except ChangeRefused as refusal:
            return self._turn_away(request, event, str(refusal))
        press = button(planned.letters) % {"n": planned.letters} if planned.letters else title
        return self._ask(request, event, title, form, outcome=planned, joint=held_together(event), button=press)

    def _ask(
        self, request: HttpRequest, event: Event, title: str, form: forms.BaseForm, **context: Any
    ) -> HttpResponse:
        media = {"form": form, "media": self.media + form.media}
        return self.page(request, "admin/events/event/move.html", event, title, media | context)

    def _turn_away(self, request: HttpRequest, event: Event, why: str) -> HttpResponse:
        messages.error(request, why)
        return redirect("admin:events_event_change", event.pk)

    def _is_agreed(self, request: HttpRequest, outcome: Outcome) -> bool:
        return request.POST.get("agreed") == outcome.agreed


def _staff(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # noqa: S101 -- the admin site let the request through
    return request.user
