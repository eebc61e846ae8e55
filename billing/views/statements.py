"""The statement of account of one municipality, on screen and as PDF."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.http import require_safe

from billing.documents.statement_pdf import statement_pdf
from billing.models import Seller
from billing.services.statements import Statement, statement_of
from billing.views.files import person_of
from municipalities.models import Municipality


@require_safe
def statement_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show everything between KL and the municipality, with the balance."""
    return render(request, "billing/statement.html", {"statement": _statement(request, code)})


@require_safe
def statement_file(request: HttpRequest, code: str) -> HttpResponse:
    """Give the statement of today as PDF."""
    with override("da"):
        statement = _statement(request, code)
    pdf = statement_pdf(statement, seller=Seller.objects.first() or Seller(), now=timezone.now())
    name = f"kontoudtog-{statement.municipality.code}-{statement.on.isoformat()}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _statement(request: HttpRequest, code: str) -> Statement:
    """Return the statement if the person may see the municipality's invoices. Raises Http404."""
    person, today = person_of(request), timezone.localdate()
    reachable = Municipality.objects.all() if person.is_staff else Municipality.objects.coordinated_by(person, on=today)
    return statement_of(get_object_or_404(reachable, code=code), on=today)
