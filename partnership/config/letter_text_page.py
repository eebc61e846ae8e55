"""The secretariat reads, changes and previews the texts of letters; for all letters of a kind, or for one event's."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from events.models import Event
from events.services.letters import text_scope
from partnership.config.letter_samples import meaning_of, samples
from partnership.letter_kinds import KINDS
from partnership.letter_texts import LINK_MARKER, STOP_MARKER, Source, house_text, render_letter
from partnership.models import LetterTemplate, Person
from partnership.services.letter_texts import (
    LONGEST,
    allowed_placeholders,
    back_to_house,
    editable_kinds,
    faults_in_text,
    store_text,
    text_of,
)

#: The letters that may have a text of their own for one event.
OF_AN_EVENT = ("invitation", "reminder", "confirm_reminder", "event_facts")


class LetterTextForm(forms.Form):
    """A letter's subject and body, checked for what its placeholders and links may be."""

    subject = forms.CharField(
        label=gettext_lazy("Subject"), max_length=200, widget=forms.TextInput(attrs={"size": 80, "class": "vTextField"})
    )
    body = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=LONGEST,
        strip=False,
        help_text=gettext_lazy(
            "An empty line begins a paragraph. A paragraph that is only a label, a colon and a link becomes a button."
        ),
        widget=forms.Textarea(attrs={"rows": 26, "cols": 90, "class": "vLargeTextField"}),
    )

    def __init__(self, kind: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors:
            for field, faults in faults_in_text(self.kind, self.source()).items():
                for fault in faults:
                    self.add_error(field, fault)
        return values

    def source(self) -> Source:
        """Return the text as it was written."""
        return Source(self.cleaned_data["subject"], self.cleaned_data["body"].replace("\r\n", "\n"))


@require_safe
def letter_texts_view(request: HttpRequest) -> HttpResponse:
    """List the kinds of letters with the languages in which they have an own text."""
    _check(request)
    event = _event(request)
    own = {
        (row.kind, row.language): row
        for row in LetterTemplate.objects.filter(scope=text_scope(event) if event else "").select_related("changed_by")
    }
    kinds = OF_AN_EVENT if event else editable_kinds()
    rows = [
        (KINDS.get(kind, kind), [(code, label, kind, own.get((kind, code))) for code, label in Person.Language.choices])
        for kind in kinds
    ]
    return _page(request, "admin/partnership/letter/texts.html", _("Texts of letters"), {"rows": rows, "event": event})


@require_http_methods(["GET", "HEAD", "POST"])
def letter_text_view(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """Show a text with its placeholders; a button previews it, stores it or goes back to the house's."""
    by = _check(request)
    event = _event(request)
    if kind not in (OF_AN_EVENT if event else editable_kinds()) or language not in Person.Language.values:
        raise Http404
    scope = text_scope(event) if event else ""
    stored = text_of(kind, language=language, scope=scope)
    initial = {"subject": stored.subject, "body": stored.body}
    form = LetterTextForm(
        kind, request.POST if request.POST.get("do") in {"store", "preview"} else None, initial=initial
    )
    match request.POST.get("do"):
        case "house":
            back_to_house(kind, language=language, scope=scope)
            messages.success(request, _("The letters have the usual text again."))
            return redirect(request.get_full_path())
        case "store" if form.is_valid():
            try:
                store_text(kind, language=language, scope=scope, source=form.source(), by=by, now=timezone.now())
            except ValidationError as refusal:
                form.add_error(None, refusal)
            else:
                messages.success(request, _("The text is stored. Letters that are written from now on have it."))
                return redirect(request.get_full_path())
    shown = form.source() if form.is_bound and form.is_valid() else stored
    names = allowed_placeholders(kind)
    letter = render_letter(kind, language=language, values=samples(names, language), source=shown)
    context = {
        "form": form,
        "event": event,
        "kind": KINDS.get(kind, kind),
        "language": Person.Language(language).label,
        "placeholders": [(f"{{{name}}}", meaning_of(name)) for name in sorted(names)],
        "own": LetterTemplate.objects.filter(kind=kind, language=language, scope=scope).first(),
        "subject": letter.subject,
        "text": letter.text.replace(LINK_MARKER, _("[personal link]")).replace(
            STOP_MARKER, _("[link that stops these]")
        ),
        "is_house": shown == house_text(kind, language),
    }
    return _page(request, "admin/partnership/letter/text.html", _("Text of a letter"), context)


def _check(request: HttpRequest) -> Person:
    if not request.user.has_perm("partnership.change_lettertemplate"):
        raise PermissionDenied
    assert isinstance(request.user, Person)  # noqa: S101 -- the admin let the request through
    return request.user


def _event(request: HttpRequest) -> Event | None:
    """Return the event that the texts are for, if the address names one. Raises Http404."""
    pk = request.GET.get("event", "")
    if not pk:
        return None
    return get_object_or_404(Event, pk=int(pk) if pk.isascii() and pk.isdecimal() and len(pk) < 10 else 0)


def _page(request: HttpRequest, template: str, title: str, context: dict[str, Any]) -> TemplateResponse:
    event = context.get("event")
    common = {
        **admin.site.each_context(request),
        "title": title,
        "back": reverse("admin:letter_texts") + (f"?event={event.pk}" if event else ""),
    }
    return TemplateResponse(request, template, common | context)
