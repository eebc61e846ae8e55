"""A municipality's agreement: where it stands, its papers, and what the municipality reports."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from municipalities.history import changes_of
from municipalities.models import Municipality
from partnership.documents.papers import agreement_pdf
from partnership.documents.snapshots import agreement_snapshot
from partnership.forms.agreement import DecisionForm, SignedForm
from partnership.models import Agreement
from partnership.services.agreements import AgreementIsOver, DateOutOfOrder
from partnership.services.decisions import OPEN, TooLateToReport, report_decision, send_signed_document
from partnership.services.joining import paper_name
from partnership.views.documents import made_file, stored_file
from partnership.views.own import agreement_or_404, coordinated_or_404, home_of, person_of, visible_or_404

_UNPROCESSABLE = 422


@require_safe
def agreement(request: HttpRequest, code: str) -> HttpResponse:
    """Show where the agreement stands, its dates, case numbers, papers and history."""
    municipality = visible_or_404(request, code)
    found = agreement_or_404(request, municipality)
    own = Municipality.objects.coordinated_by(person_of(request), on=timezone.localdate())
    context = {
        "agreement": found,
        "municipality": municipality,
        "home": home_of(municipality),
        "changes": changes_of(found),
        "can_report": found.status in _REPORTABLE and own.filter(pk=municipality.pk).exists(),
        "is_open": found.status in OPEN,
    }
    return render(request, "partnership/agreement.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, code: str) -> HttpResponse:
    """Let a coordinator report the council's decision, or send the signed agreement."""
    municipality = coordinated_or_404(request, code)
    with transaction.atomic():
        found = _locked(request, agreement_or_404(request, municipality))
        if found.status not in _REPORTABLE:
            raise Http404
        form_class = DecisionForm if found.status in OPEN else SignedForm
        form = form_class(request.POST or None, request.FILES or None, instance=found)
        if request.method == "POST" and form.is_valid() and _store(request, form, found):
            return redirect("agreement", code)
    context = {"form": form, "agreement": found, "municipality": municipality, "home": home_of(municipality)}
    return render(request, "partnership/agreement_report.html", context, status=_UNPROCESSABLE if form.errors else 200)


@require_safe
def paper(request: HttpRequest, code: str, paper: str) -> HttpResponseBase:
    """Hand out the invitation, the agreement made from the data, or the signed one."""
    municipality = visible_or_404(request, code)
    return paper_of(agreement_or_404(request, municipality), paper)


def paper_of(found: Agreement, paper: str) -> HttpResponseBase:
    """Return one of an agreement's papers. Raises Http404 for one that it does not have."""
    name = f"{found.municipality.code}-{found.partnership.slug}"
    if paper == "aftale":
        return made_file(agreement_pdf(agreement_snapshot(found)), filename=f"aftale-{name}.pdf")
    if paper == "underskrevet" and found.signed_document:
        return stored_file(found.signed_document, filename=f"underskrevet-aftale-{name}.pdf")
    if paper == "invitation" and found.invitation:
        return stored_file(found.invitation, filename=paper_name(found.partnership))
    raise Http404


_REPORTABLE = OPEN | {Agreement.Status.CONFIRMED, Agreement.Status.ACTIVE}


def _locked(request: HttpRequest, found: Agreement) -> Agreement:
    rows = Agreement.objects.visible_to(person_of(request)).select_related("partnership", "municipality")
    return rows.select_for_update(of=("self",)).get(pk=found.pk)


def _store(request: HttpRequest, form: DecisionForm | SignedForm, found: Agreement) -> bool:
    """Hand what was filled in to its service; a refusal goes back to its field."""
    values, by, now = form.cleaned_data, person_of(request), timezone.now()
    try:
        if isinstance(form, DecisionForm):
            report_decision(found, on=values["on"], case_no=values["case_no"], signed=values["signed"], by=by, now=now)
            messages.success(request, _("The decision is recorded, and KL's secretariat has been told."))
        else:
            send_signed_document(found, signed=values["signed"], by=by, now=now)
            messages.success(request, _("The signed agreement is stored."))
    except DateOutOfOrder as refusal:
        form.add_error("on", str(refusal))
        return False
    except (TooLateToReport, AgreementIsOver) as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
