"""The papers of one municipality's agreement: invitation, agreement, invoices, and what was written about them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from django.db.models import Q
from django.utils import timezone

from billing.models import CreditNote, Invoice, PaymentReminder
from partnership.config.casefile.letters import letter_papers
from partnership.config.casefile.paper import Case, Paper, reader_of
from partnership.documents.papers import agreement_pdf
from partnership.documents.snapshots import agreement_snapshot
from partnership.models import Agreement, Letter
from partnership.text import COPENHAGEN

#: Kinds of letters whose keys begin with the kind and the agreement's number.
ABOUT_THE_AGREEMENT = ("municipality_invitation", "decision_reported")


def case_of_agreement(agreement: Agreement) -> Case:
    """Return where the agreement's papers belong."""
    return Case(agreement.case_id or agreement.partnership.case_id, agreement.municipality_case_no)


def agreement_papers(agreement: Agreement) -> Iterator[Paper]:
    """Return the agreement's papers, then its letters. Raises PaperIsMissing before the first one.

    Nothing about another municipality is among them, and no draft.
    """
    invoices = list(Invoice.objects.issued().filter(agreement=agreement).select_related("document").order_by("pk"))
    notes = list(
        CreditNote.objects.filter(invoice__agreement=agreement).select_related("document", "invoice").order_by("pk")
    )
    reminders = list(
        PaymentReminder.objects.filter(invoice__agreement=agreement).select_related("document").order_by("pk")
    )
    papers = [*_contract(agreement), *_vouchers(agreement, invoices, notes, reminders)]
    prefixes = [f"{kind}:{agreement.pk}:" for kind in ABOUT_THE_AGREEMENT]
    prefixes += [f"invoice:{row.pk}:" for row in invoices]
    prefixes += [f"credit_note:{row.pk}:" for row in notes]
    prefixes += [f"payment_reminder:{row.pk}:" for row in reminders]
    chosen = Q()
    for prefix in prefixes:
        chosen |= Q(key__startswith=prefix)
    return chain(papers, letter_papers(Letter.objects.filter(chosen), about=agreement.municipality.name))


def _contract(agreement: Agreement) -> Iterator[Paper]:
    about, receiver = agreement.municipality.name, agreement.municipality.official_name
    partnership = agreement.partnership
    document_id = agreement.document_id or partnership.document_id or f"A{agreement.pk}"
    if agreement.invitation is not None:
        yield Paper(
            day=agreement.invited_on,
            kind="Invitation",
            title=f"Invitation til {partnership.name}",
            about=about,
            document_id=document_id,
            suffix="pdf",
            read=reader_of(agreement.invitation),
            receiver=receiver,
        )
    snapshot = agreement_snapshot(agreement)
    yield Paper(
        day=snapshot.written_on,
        kind="Aftale",
        title=f"Aftale om {partnership.name}",
        about=about,
        document_id=document_id,
        suffix="pdf",
        read=lambda: (agreement_pdf(snapshot),),
        receiver=receiver,
    )
    if agreement.signed_document is not None:
        yield Paper(
            day=timezone.localdate(agreement.signed_document.stored_at, COPENHAGEN),
            kind="Underskrevet-aftale",
            title=f"Underskrevet aftale om {partnership.name}",
            about=about,
            document_id=document_id,
            suffix="pdf",
            read=reader_of(agreement.signed_document),
            sender=receiver,
            receiver="KL",
        )


def _vouchers(
    agreement: Agreement, invoices: list[Invoice], notes: list[CreditNote], reminders: list[PaymentReminder]
) -> Iterator[Paper]:
    for kind, rows in (("Faktura", invoices), ("Kreditnota", notes), ("Rykker", reminders)):
        for row in rows:
            if row.document is None or row.issued_on is None:  # an issued one has both
                continue
            yield Paper(
                day=row.issued_on,
                kind=kind,
                title=f"{kind} {row.number}",
                about=agreement.municipality.name,
                document_id=row.number,
                suffix="pdf",
                read=reader_of(row.document),
                receiver=agreement.municipality.official_name,
            )
