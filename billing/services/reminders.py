"""Remind a municipality of an invoice whose due date has passed: at most three times, ten days apart, never without a debt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from billing.bank_invariants import BETWEEN_REMINDERS
from billing.documents.reminder import Papers, make_papers
from billing.documents.ubl import PDF
from billing.documents.vouchers import NotValid
from billing.models import FeeYear, Invoice, PaymentReminder, Seller
from billing.models.reminder import COMPENSATION, MOST_REMINDERS
from billing.reminder_snapshot import Charge, ChargeKind, ReminderSnapshot
from billing.services.interest import RateMissing, interest_on, local_day, movements_of, reference_rates
from billing.services.numbers import REMINDERS, draw_number, expected_number
from billing.services.readiness import NotReady, ready_seller, recipients_of
from billing.services.reminder_letters import write_reminder_letter
from billing.services.vouchers import store_reminder_xml
from partnership.models import Person
from partnership.services.documents import store_document
from partnership.text import day


class ReminderRefused(Exception):
    """The invoice is not reminded; the message says why. No number was drawn."""


@dataclass(frozen=True)
class Step:
    """An overdue invoice on the list: which reminder is next, or why none is."""

    invoice: Invoice
    sequence: int
    days_late: int
    last_on: dt.date | None
    held_back: str = ""


@dataclass(frozen=True)
class ReminderProof:
    """A reminder printed ahead of the locks, as it reads if nothing changes meanwhile."""

    snapshot: ReminderSnapshot
    papers: Papers


def overdue_steps(*, today: dt.date) -> list[Step]:
    """Return the overdue invoices with what comes next, the oldest first; three queries, however many there are."""
    related = ("agreement__municipality", "agreement__partnership", "fee_year__partnership")
    invoices = Invoice.objects.overdue(today).with_dispute().select_related(*related).prefetch_related("reminders")
    return [_step(invoice, today) for invoice in invoices.order_by("due_on", "pk")]


def print_reminder(invoice: Invoice, *, now: dt.datetime) -> ReminderProof:
    """Print the next reminder of an invoice with the number that is next, for the preview and ahead of the locks.

    Raises ReminderRefused, NotReady, NotValid, RateMissing.
    """
    snapshot = _snapshot(
        invoice, seller=ready_seller(), number=str(expected_number(local_day(now).year, REMINDERS)), now=now
    )
    return ReminderProof(snapshot, make_papers(snapshot))


def send_reminder(
    invoice: Invoice, *, sequence: int, by: Person | None, now: dt.datetime, proof: ReminderProof | None = None
) -> PaymentReminder:
    """Send the reminder that somebody saw as the next one: number, documents and letters together, or nothing.

    Whether there is still something to remind of is asked under the invoice's lock, so that a payment that comes in meanwhile
    counts. A second press finds it sent. Raises ReminderRefused, NotReady, NotValid, RateMissing, OSError.
    """
    with transaction.atomic():
        FeeYear.objects.lock(invoice.fee_year_id)
        locked = Invoice.objects.lock(invoice.pk)
        recipients = recipients_of(locked.agreement, on=local_day(now))
        if not recipients:
            raise ReminderRefused(_("The municipality has no coordinator to send the reminder to."))
        seller = ready_seller()
        if _next_sequence(locked) != sequence:
            raise ReminderRefused(_("This reminder has been sent already."))
        _refuse_unless_due(locked, now)
        series, number = draw_number(local_day(now).year, REMINDERS)
        snapshot = _snapshot(locked, seller=seller, number=str(number), now=now)
        papers = proof.papers if proof and proof.snapshot == snapshot else make_papers(snapshot)
        folder = f"payment-reminders/{number.year}"
        new = {kind: _sum_of_new(snapshot, kind) for kind in ChargeKind}
        reminder = PaymentReminder.objects.create(
            invoice=locked,
            sequence=sequence,
            debt=snapshot.debt,
            fee=new[ChargeKind.FEE],
            compensation=new[ChargeKind.COMPENSATION],
            interest=new[ChargeKind.INTEREST],
            charges=sum(new.values(), Decimal()),
            series=series,
            series_number=number.sequence,
            number=snapshot.number,
            issued_on=snapshot.issued_on,
            due_on=snapshot.due_on,
            issued_at=now,
            issued_by=by,
            snapshot=snapshot.to_json(),
            document=store_document(f"{folder}/{number}.pdf", content=papers.pdf, media_type=PDF, now=now),
        )
        if papers.xml is not None:
            store_reminder_xml(papers.xml, folder=folder, snapshot=snapshot, of=reminder, now=now)
        for person in recipients:
            write_reminder_letter(reminder, snapshot, person=person, pdf=papers.pdf, now=now)
        return reminder


def _step(invoice: Invoice, today: dt.date) -> Step:
    reminders = sorted(invoice.reminders.all(), key=lambda row: row.sequence)
    last = reminders[-1] if reminders else None
    late = (today - invoice.due_on).days if invoice.due_on else 0
    return Step(
        invoice, len(reminders) + 1, late, last.issued_on if last else None, _held_back(invoice, reminders, today)
    )


def _held_back(invoice: Invoice, reminders: Sequence[PaymentReminder], today: dt.date) -> str:
    """Return why an overdue invoice is not reminded today; empty when it can be."""
    if invoice.is_disputed:
        return _("The municipality disputes the invoice.")
    if len(reminders) >= MOST_REMINDERS:
        return _("Three reminders have been sent, and the law allows no more.")
    if not reminders:
        return ""
    last = max(reminder.issued_on for reminder in reminders)
    allowed_on = max(last + BETWEEN_REMINDERS, reminders[-1].due_on + dt.timedelta(days=1))
    if today < allowed_on:
        return _("The next reminder can be sent on %(day)s.") % {"day": day(allowed_on)}
    return ""


def _refuse_unless_due(invoice: Invoice, now: dt.datetime) -> None:
    """Raise ReminderRefused unless the locked invoice is overdue today, undisputed and to be reminded again."""
    today = local_day(now)
    read = Invoice.objects.overdue(today).with_dispute().filter(pk=invoice.pk).first()
    if read is None:
        raise ReminderRefused(_("The invoice is paid, credited or not overdue, so no reminder is sent."))
    if reason := _held_back(read, list(invoice.reminders.order_by("sequence")), today):
        raise ReminderRefused(reason)


def _next_sequence(invoice: Invoice) -> int:
    return invoice.reminders.count() + 1


def _snapshot(invoice: Invoice, *, seller: Seller, number: str, now: dt.datetime) -> ReminderSnapshot:
    said = invoice.said()
    if said.due_on is None:
        raise ReminderRefused(_("The invoice has no due date."))
    today = local_day(now)
    paid = Invoice.objects.with_balance().get(pk=invoice.pk)
    earlier = list(invoice.reminders.order_by("sequence"))
    return ReminderSnapshot(
        number=number,
        sequence=len(earlier) + 1,
        issued_on=today,
        due_on=today + dt.timedelta(days=seller.reminder_term_days),
        issued_at=now,
        currency=said.currency,
        seller=said.seller,
        buyer=said.buyer,
        references=said.references,
        payment=said.payment,
        invoice_number=said.number,
        invoice_issued_on=said.issued_on,
        invoice_due_on=said.due_on,
        fee_year=said.fee_year,
        total=invoice.total,
        credited=invoice.credited,
        paid=paid.paid,
        debt=paid.balance,
        charges=(*_earlier_charges(earlier), *_new_charges(invoice, earlier, seller, today)),
    )


def _earlier_charges(reminders: Sequence[PaymentReminder]) -> list[Charge]:
    return [
        Charge(charge.kind, charge.text, charge.amount, earlier=True)
        for reminder in reminders
        for charge in reminder.said().charges
        if not charge.earlier
    ]


def _new_charges(invoice: Invoice, earlier: Sequence[PaymentReminder], seller: Seller, today: dt.date) -> list[Charge]:
    """Return what this reminder adds, in Danish as the paper is; nothing that the settings do not switch on."""
    charges = []
    if seller.reminder_fee:
        charges.append(Charge(ChargeKind.FEE, f"Rykkergebyr, {len(earlier) + 1}. rykker", seller.reminder_fee))
    if seller.reminder_compensation and not any(reminder.compensation for reminder in earlier):
        charges.append(Charge(ChargeKind.COMPENSATION, "Kompensationsbeløb", COMPENSATION))
    if seller.reminder_interest and invoice.due_on is not None:
        # What an earlier reminder charged interest for is charged once.
        since = max([invoice.due_on, *(reminder.issued_on for reminder in earlier if reminder.interest)])
        interest = interest_on(invoice.total, movements_of(invoice), start=since, end=today, rates=reference_rates())
        if interest:
            text = f"Rente {day(since + dt.timedelta(days=1), 'da')} – {day(today, 'da')}"
            charges.append(Charge(ChargeKind.INTEREST, text, interest))
    return charges


def _sum_of_new(snapshot: ReminderSnapshot, kind: ChargeKind) -> Decimal:
    return sum((charge.amount for charge in snapshot.charges if charge.kind == kind and not charge.earlier), Decimal())


#: What a person is told as a refusal rather than as a fault of the program.
REFUSALS = (ReminderRefused, RateMissing, NotReady, NotValid, OSError)
