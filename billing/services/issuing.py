"""Issue one invoice: number, snapshot, PDF, stored bytes and letters in one transaction, or nothing at all."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction

from billing.documents.invoice_pdf import invoice_pdf
from billing.models import FeeYear, Invoice, InvoiceSeries, Seller
from billing.payment_id import fik_payment_id
from billing.services.readiness import NotReady, missing_for, ready_seller, recipients_of
from billing.snapshot import (
    BuyerParty,
    InvoiceSnapshot,
    Line,
    PaymentDetails,
    References,
    SellerParty,
    check_totals,
)
from partnership.models import Letter, Person
from partnership.services.documents import store_document
from partnership.services.letters import Attachment, write_letter
from partnership.text import COPENHAGEN, day, kroner


@transaction.atomic
def issue_invoice(draft: Invoice, *, now: dt.datetime) -> bool:
    """Issue a draft; False when it is issued already.

    The number comes from the locked series inside this transaction, so a refusal or a crash gives it back. Raises NotReady,
    TotalsDiffer, OSError.
    """
    FeeYear.objects.select_for_update().get(pk=draft.fee_year_id)
    invoice = (
        Invoice.objects.select_for_update(of=("self",))
        .select_related("agreement__municipality", "agreement__partnership", "fee_year__partnership")
        .get(pk=draft.pk)
    )
    if invoice.status != Invoice.Status.DRAFT:
        return False
    seller = ready_seller()
    today = now.astimezone(COPENHAGEN).date()
    recipients = recipients_of(invoice.agreement, on=today)
    if missing := missing_for(invoice.agreement, recipients):
        raise NotReady(missing)
    series, sequence = _draw_number(today.year)
    invoice.series, invoice.sequence = series, sequence
    invoice.number = f"{series.prefix}{sequence:05d}"
    invoice.payment_id = fik_payment_id(today.year, sequence)
    invoice.issued_on, invoice.issued_at = today, now
    invoice.due_on = today + dt.timedelta(days=seller.payment_term_days)
    snapshot = _snapshot_of(invoice, seller, recipients[0])
    check_totals(snapshot)
    invoice.snapshot = snapshot.to_json()
    pdf = invoice_pdf(snapshot)
    path = f"invoices/{today.year}/{invoice.number}.pdf"
    invoice.document = store_document(path, content=pdf, media_type="application/pdf", now=now)
    invoice.status = Invoice.Status.ISSUED
    invoice.save()
    for person in recipients:
        _write_letter(invoice, snapshot, person, pdf, now)
    return True


def letter_key(invoice_id: int, person_id: int) -> str:
    """Return the key that makes an invoice's letter to a person the only one."""
    return f"invoice:{invoice_id}:{person_id}"


def _draw_number(year: int) -> tuple[InvoiceSeries, int]:
    InvoiceSeries.objects.get_or_create(prefix=f"F{year}-")
    series = InvoiceSeries.objects.select_for_update().get(prefix=f"F{year}-")
    series.last_number += 1
    series.save(update_fields=["last_number"])
    return series, series.last_number


def _snapshot_of(invoice: Invoice, seller: Seller, contact: Person) -> InvoiceSnapshot:
    agreement, fee_year = invoice.agreement, invoice.fee_year
    partnership, municipality = fee_year.partnership, agreement.municipality
    assert invoice.issued_on and invoice.due_on and invoice.issued_at  # noqa: S101, PT018 -- set by the caller just before
    return InvoiceSnapshot(
        number=invoice.number,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        issued_at=invoice.issued_at,
        currency=invoice.currency,
        seller=SellerParty(
            name=seller.name,
            street=seller.street,
            building_number=seller.building_number,
            postal_code=seller.postal_code,
            city=seller.city,
            cvr=seller.cvr,
            contact_name=seller.contact_name,
            email=seller.email,
            phone=seller.phone,
        ),
        buyer=BuyerParty(
            name=municipality.official_name, code=municipality.code, cvr=municipality.cvr, contact_name=contact.name
        ),
        references=References(
            partnership=partnership.name,
            case_id=agreement.case_id or partnership.case_id,
            document_id=agreement.document_id or partnership.document_id,
            municipality_case_no=agreement.municipality_case_no,
        ),
        fee_year=fee_year.number,
        period_from=fee_year.starts_on,
        period_to=fee_year.ends_on,
        lines=tuple(
            Line(row.number, row.description, row.quantity, row.unit_price, row.net, row.vat_rate, row.vat)
            for row in invoice.lines.order_by("number")
        ),
        net=invoice.net,
        vat=invoice.vat,
        total=invoice.total,
        payment=PaymentDetails(
            method=seller.payment_method,
            payment_id=invoice.payment_id,
            creditor_number=seller.creditor_number,
            registration_number=seller.registration_number,
            account_number=seller.account_number,
            iban=seller.iban,
        ),
    )


def _write_letter(invoice: Invoice, snapshot: InvoiceSnapshot, person: Person, pdf: bytes, now: dt.datetime) -> None:
    language = person.language
    write_letter(
        "invoice",
        key=letter_key(invoice.pk, person.pk),
        person=person,
        values={
            "name": person.name,
            "number": snapshot.number,
            "municipality": snapshot.buyer.name,
            "partnership": snapshot.references.partnership,
            "year": str(snapshot.fee_year),
            "net": kroner(snapshot.net, language),
            "total": kroner(snapshot.total, language),
            "due": day(snapshot.due_on, language),
            "contact": snapshot.seller.email,
            "url": f"{settings.SITE_URL}/fakturaer/{invoice.pk}/",
        },
        attachments=[Attachment(f"{snapshot.number}.pdf", "application/pdf", pdf)],
        priority=Letter.Priority.PERSONAL,
        now=now,
    )
