"""What somebody has written for the library: drafts, steps, files, and the questions about it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partnership.machine import WrongStatus
from partnership.models import Person
from partnership.personal import personal_page
from partnership.views.documents import stored_file
from tracks.forms.practices import AnswerForm, MunicipalityForm, PracticeFileForm, PracticeForm
from tracks.models import Enquiry, Practice, PracticeFile
from tracks.models.practice import PracticeQuerySet
from tracks.services.enquiries import AlreadyAnswered, answer_question, asker_of
from tracks.services.practices import (
    PracticeError,
    add_practice_file,
    confirm_practice,
    municipalities_of,
    retire_practice,
    submit_practice,
    withdraw_practice_file,
    write_practice,
)


@personal_page
@require_safe
def own(request: HttpRequest, person: Person) -> HttpResponse:
    """List what the person, or the municipality that the person coordinates for, has written, and what is asked about it."""
    written = _written_by(request, person)
    questions = Enquiry.objects.about(written).unanswered().select_related("practice", "municipality")
    context = {
        "practices": written.select_related("municipality", "author").order_by("-changed_at", "-pk"),
        "questions": questions,
        "may_write": bool(municipalities_of(person, on=timezone.localdate())),
    }
    return render(request, "tracks/own_practices.html", context)


@personal_page
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, person: Person) -> HttpResponse:
    """Write a new practice."""
    choices = municipalities_of(person, on=timezone.localdate())
    if not choices:
        return render(request, "tracks/own_practice.html", {"nobody": True})
    chooser = MunicipalityForm(request.POST or None, choices=choices, initial={"municipality": None})
    partnership, municipality = choices[0]
    if len(choices) == 1:
        chosen = True
    else:
        chosen = chooser.is_valid()
        if chosen:
            partnership, municipality = chooser.rows[chooser.cleaned_data["municipality"]]
    form = PracticeForm(request.POST or None, partnership=partnership)
    if request.method == "POST" and form.is_valid() and chosen:
        practice = write_practice(
            None,
            partnership=partnership,
            municipality=municipality,
            author=person,
            values=form.written,
            now=timezone.now(),
        )
        messages.success(request, _("The draft is saved. Only you and your coordinators see it."))
        return redirect("practices:own-practice", practice.pk)
    context = {"form": form, "chooser": chooser if len(choices) > 1 else None}
    return render(request, "tracks/own_practice.html", context, status=422 if form.errors or chooser.errors else 200)


@personal_page
@require_http_methods(["GET", "HEAD", "POST"])
def own_practice(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Show a practice to who writes it; save the text, or take a step by its button."""
    practice = _own_or_404(request, person, pk)
    form = PracticeForm(partnership=practice.partnership, practice=practice)
    step = request.POST.get("step", "save") if request.method == "POST" else ""
    if step in {"retire", "confirm"}:
        return _take(request, practice, step)
    if step and practice.is_editable:
        form = PracticeForm(request.POST, partnership=practice.partnership, practice=practice)
        if form.is_valid():
            return _save(request, practice, form, step)
    context = {
        "practice": practice,
        "form": form if practice.is_editable else None,
        "file_form": PracticeFileForm(prefix="file"),
        "files": practice.files.standing().select_related("document"),
        "may_add": practice.is_editable,
    }
    return render(request, "tracks/own_practice.html", context, status=422 if form.errors else 200)


@personal_page
@require_POST
def add_file(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Add a file to a practice that may be changed."""
    practice = _own_or_404(request, person, pk)
    form = PracticeFileForm(request.POST, request.FILES, prefix="file")
    if not form.is_valid():
        context = {
            "practice": practice,
            "form": PracticeForm(partnership=practice.partnership, practice=practice) if practice.is_editable else None,
            "file_form": form,
            "files": practice.files.standing().select_related("document"),
            "may_add": practice.is_editable,
        }
        return render(request, "tracks/own_practice.html", context, status=422)
    upload, title = form.cleaned_data["file"], form.cleaned_data["title"]
    try:
        add_practice_file(
            practice,
            title=title,
            content=upload.content,
            kind=upload.kind,
            file_name=upload.name,
            now=timezone.now(),
        )
    except PracticeError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The file is added."))
    return redirect("practices:own-practice", pk)


@personal_page
@require_POST
def withdraw_file(request: HttpRequest, person: Person, pk: int, file_pk: int) -> HttpResponse:
    """Take a file away from a practice that may be changed."""
    file = get_object_or_404(_own_or_404(request, person, pk).files.standing(), pk=file_pk)
    try:
        withdraw_practice_file(file, now=timezone.now())
    except PracticeError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("“%(title)s” is taken away.") % {"title": file.title})
    return redirect("practices:own-practice", pk)


@personal_page
@require_safe
def own_file(request: HttpRequest, person: Person, pk: int, file_pk: int) -> HttpResponseBase:
    """Hand out a file of a practice to who writes it."""
    rows = PracticeFile.objects.standing().filter(practice=_own_or_404(request, person, pk)).select_related("document")
    file = get_object_or_404(rows, pk=file_pk)
    return stored_file(file.document, filename=file.file_name)


@personal_page
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Show a question to who wrote the practice, and send the answer."""
    questions = Enquiry.objects.about(_written_by(request, person))
    enquiry = get_object_or_404(questions.select_related("practice", "municipality"), pk=pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_question(enquiry, by=person, now=timezone.now(), **form.cleaned_data)
        except AlreadyAnswered as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _("The answer is on its way to the person who asked."))
        return redirect("practices:own")
    context = {"enquiry": enquiry, "asker": asker_of(enquiry), "form": form}
    return render(request, "tracks/answer.html", context, status=422 if form.errors else 200)


def _written_by(request: HttpRequest, person: Person) -> PracticeQuerySet:
    """Return what the person may change: through a personal link the own alone, never a coordinator's."""
    if isinstance(request.user, Person) and request.user.pk == person.pk:
        return Practice.objects.editable_by(person)
    return Practice.objects.filter(author=person)


def _own_or_404(request: HttpRequest, person: Person, pk: int) -> Practice:
    rows = _written_by(request, person).select_related("municipality", "partnership", "author")
    return get_object_or_404(rows, pk=pk)


def _save(request: HttpRequest, practice: Practice, form: PracticeForm, step: str) -> HttpResponse:
    try:
        practice = write_practice(
            practice,
            partnership=practice.partnership,
            municipality=practice.municipality,
            author=practice.author,
            values=form.written,
            now=timezone.now(),
        )
    except PracticeError as refusal:
        messages.error(request, str(refusal))
    else:
        if step == "send":
            return _take(request, practice, "submit")
        messages.success(request, _("The draft is saved. Only you and your coordinators see it."))
    return redirect("practices:own-practice", practice.pk)


def _take(request: HttpRequest, practice: Practice, step: str) -> HttpResponse:
    now = timezone.now()
    try:
        if step == "submit":
            submit_practice(practice, now=now)
            messages.success(
                request, _("The practice is sent to the secretariat. You hear from us when it is released.")
            )
        elif step == "retire":
            retire_practice(practice, now=now)
            messages.success(
                request, _("The practice is no longer in the library. You can change it and send it again.")
            )
        else:
            confirm_practice(practice, now=now)
            messages.success(request, _("Thank you. The practice stays in the library for another year."))
    except (PracticeError, WrongStatus) as refusal:
        messages.error(request, str(refusal))
    return redirect("practices:own-practice", practice.pk)
