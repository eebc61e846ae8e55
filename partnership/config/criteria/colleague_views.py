"""Which colleagues write the assessment together with the coordinators."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from partnership.models import Agreement, AssessmentWriter, Person
from partnership.services.assessment_writers import WriterRefused, name_writer, possible_writers, take_back_writing
from partnership.views.own import coordinated_or_404, home_of, person_of


class WriterForm(forms.Form):
    """Somebody who has a seat for the municipality."""

    person = forms.ModelChoiceField(
        label=gettext_lazy("Colleague"),
        help_text=gettext_lazy("Who has a seat for your municipality can be chosen; the colleague gets a mail."),
        queryset=Person.objects.none(),
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Choose a colleague from the list.")),
    )

    def __init__(self, *args: object, agreement: Agreement, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they came
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- declared above
        field.queryset = possible_writers(agreement, on=timezone.localdate())


@require_http_methods(["GET", "HEAD", "POST"])
def colleagues(request: HttpRequest, code: str) -> HttpResponse:
    """Show who writes along, name one more, or take the right back."""
    municipality = coordinated_or_404(request, code)
    active = Agreement.objects.active().filter(municipality=municipality).select_related("partnership", "municipality")
    agreement = get_object_or_404(active.order_by("-partnership__starts_on")[:1])
    writers = AssessmentWriter.objects.open().filter(agreement=agreement).select_related("person", "granted_by")
    form, now = WriterForm(agreement=agreement), timezone.now()
    if request.method == "POST" and request.POST.get("end", "").isdecimal():
        writer = get_object_or_404(writers, pk=request.POST["end"])
        if take_back_writing(writer, now=now):
            messages.success(request, _("%(person)s no longer writes along.") % {"person": writer.person.name})
        return redirect("assessment_colleagues", code)
    if request.method == "POST":
        form = WriterForm(request.POST, agreement=agreement)
        if form.is_valid():
            person = form.cleaned_data["person"]
            try:
                name_writer(agreement, person=person, by=person_of(request), now=now)
            except WriterRefused as refusal:
                form.add_error("person", str(refusal))
            else:
                messages.success(request, _("%(person)s writes along and has got a mail.") % {"person": person.name})
                return redirect("assessment_colleagues", code)
    counting = AssessmentWriter.objects.in_force_on(timezone.localdate(now)).filter(agreement=agreement)
    context = {
        "municipality": municipality,
        "home": home_of(municipality),
        "writers": writers,
        "counting": set(counting.values_list("pk", flat=True)),
        "form": form,
    }
    return render(request, "partnership/assessment_colleagues.html", context, status=422 if form.errors else 200)
