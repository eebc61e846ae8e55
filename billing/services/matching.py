"""Propose which invoices an entry pays: certain where payment id or number and amount agree, else with the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from billing.bank.references import invoice_numbers_in
from billing.models import BankEntry, Invoice
from billing.services.payments import DKK, Portion
from billing.snapshot import sum_of
from partnership.text import kroner


@dataclass(frozen=True)
class Proposal:
    """What is proposed for an entry; without portions it says why nothing can be."""

    entry: BankEntry
    portions: tuple[Portion, ...]
    invoices: tuple[Invoice, ...]
    reason: str
    is_certain: bool = False

    @property
    def token(self) -> str:
        """The proposal as a form's field carries it: the entry, what of it was matched, and each invoice with its amount."""
        parts = [f"{portion.invoice_id}={portion.amount}" for portion in self.portions]
        kind = "certain" if self.is_certain else "possible"
        return " ".join([kind, str(self.entry.pk), str(self.entry.allocated), *parts])

    @property
    def pairs(self) -> list[tuple[Invoice, Decimal]]:
        """Each invoice with the amount that is proposed for it."""
        return [(invoice, portion.amount) for invoice, portion in zip(self.invoices, self.portions, strict=True)]


class Debts:
    """The issued invoices with what is left of each, while proposals use it up; two queries in all."""

    def __init__(self) -> None:
        related = ("agreement__municipality",)
        rows = (
            Invoice.objects.issued().with_balance().select_related(*related).defer("snapshot").order_by("due_on", "pk")
        )
        self.invoices = list(rows)
        self.left = {invoice.pk: invoice.balance for invoice in self.invoices}
        self._by_payment_id: dict[str, Invoice] = {}
        self._by_number: dict[str, Invoice] = {}
        self._of_municipality: dict[str, list[Invoice]] = defaultdict(list)
        # One that replaces a credited invoice keeps its payment id, and takes the payment.
        for invoice in sorted(self.invoices, key=lambda row: row.status == Invoice.Status.ISSUED):
            self._by_payment_id[invoice.payment_id] = invoice
        for invoice in self.invoices:
            self._by_number[invoice.number] = self._by_payment_id[invoice.payment_id]
            self._of_municipality[_words(invoice.agreement.municipality.name)].append(invoice)

    def with_payment_id(self, payment_id: str) -> Invoice | None:
        """Return the invoice that asks for payments with this id."""
        return self._by_payment_id.get(payment_id)

    def named_in(self, text: str) -> list[Invoice]:
        """Return the invoices whose numbers stand in a text, each once."""
        found = [self._by_number[number] for number in invoice_numbers_in(text) if number in self._by_number]
        return list(dict.fromkeys(found))

    def of_payer(self, entry: BankEntry) -> list[Invoice]:
        """Return the unpaid invoices of the municipality that an entry names as payer."""
        words = f" {_words(f'{entry.payer} {entry.text}')} "
        names = [name for name in self._of_municipality if f" {name} " in words or f" {name}s " in words]
        return [invoice for name in names for invoice in self._of_municipality[name] if self.left[invoice.pk] > 0]

    def asking_for(self, amount: Decimal) -> list[Invoice]:
        """Return the unpaid invoices of which exactly so much is left."""
        return [invoice for invoice in self.invoices if self.left[invoice.pk] == amount]

    def use(self, portions: Iterable[Portion]) -> None:
        """Count a certain proposal, so that a second payment of the same invoice is seen as one."""
        for portion in portions:
            self.left[portion.invoice_id] -= portion.amount


def propose(entries: Sequence[BankEntry]) -> list[Proposal]:
    """Return a proposal for each entry, in their order; the number of queries does not depend on how many there are."""
    debts = Debts()
    proposals: dict[int, Proposal] = {}
    # What is certain uses the debts up first.
    for entry in entries:
        proposal = _proposal(entry, debts)
        if proposal.is_certain:
            debts.use(proposal.portions)
            proposals[entry.pk] = proposal
    return [proposals.get(entry.pk) or _proposal(entry, debts, may_be_certain=False) for entry in entries]


def _proposal(entry: BankEntry, debts: Debts, *, may_be_certain: bool = True) -> Proposal:
    if entry.currency != DKK:
        return Proposal(entry, (), (), _("In %(currency)s: enter the payment by hand.") % {"currency": entry.currency})
    ways = _ways_in(entry, debts) if entry.amount > 0 else _ways_out(entry, debts)
    for invoices, amounts, reason, is_certain in ways:
        portions = tuple(Portion(invoice.pk, amount) for invoice, amount in zip(invoices, amounts, strict=True))
        return Proposal(entry, portions, tuple(invoices), reason, is_certain and may_be_certain)
    return Proposal(entry, (), (), _("No invoice with this payment id, number or amount was found."))


_Way = tuple[Sequence[Invoice], Sequence[Decimal], str, bool]


def _ways_in(entry: BankEntry, debts: Debts) -> Iterator[_Way]:
    """Give the ways to match money that came in, the surest first."""
    amount = entry.unallocated
    if entry.payment_id and (invoice := debts.with_payment_id(entry.payment_id)):
        left = debts.left[invoice.pk]
        yield [invoice], [amount], *_by_payment_id(invoice, amount, left)
    named = debts.named_in(entry.text)
    open_ = [invoice for invoice in named if debts.left[invoice.pk] > 0]
    if open_ and sum_of(debts.left[invoice.pk] for invoice in open_) == amount:
        yield open_, [debts.left[invoice.pk] for invoice in open_], _("Invoice number and amount agree."), True
    if len(named) == 1:
        reason = _("The text names the invoice; %(left)s of it is left.") % {"left": kroner(debts.left[named[0].pk])}
        yield named, [amount], reason, False
    theirs = debts.of_payer(entry)
    if theirs and sum_of(debts.left[invoice.pk] for invoice in theirs) == amount:
        yield theirs, [debts.left[invoice.pk] for invoice in theirs], _("Payer and amount agree."), False
    if exact := [invoice for invoice in theirs if debts.left[invoice.pk] == amount]:
        yield exact[:1], [amount], _("Payer and amount agree."), False
    same = debts.asking_for(amount)
    if len(same) == 1:
        yield same, [amount], _("Only this invoice asks for exactly so much."), False
    if len(theirs) == 1 and amount < debts.left[theirs[0].pk]:
        yield theirs, [amount], _("The payer is right; it would be a part of the amount."), False


def _by_payment_id(invoice: Invoice, amount: Decimal, left: Decimal) -> tuple[str, bool]:
    if invoice.status != Invoice.Status.ISSUED:
        return _("The payment id is of a credited invoice: it would be overpaid."), False
    if left <= 0:
        return _("The invoice is paid already: it would be a double payment."), False
    if amount in {left, left + invoice.charged}:
        return _("Payment id and amount agree."), True
    if amount < left:
        return _("The payment id agrees; %(rest)s stays unpaid.") % {"rest": kroner(left - amount)}, True
    return _("The payment id agrees; %(more)s too much came in.") % {"more": kroner(amount - left)}, False


def _ways_out(entry: BankEntry, debts: Debts) -> Iterator[_Way]:
    """Give the ways to match money that went out: a payment that was taken back, or too much that was paid back."""
    amount = entry.unallocated
    told = [debts.with_payment_id(entry.payment_id), *debts.named_in(entry.text)]
    for invoice in filter(None, told):
        if invoice.paid + amount >= 0:
            reason = (
                _("The bank takes a payment of this invoice back.")
                if entry.is_reversal
                else _("Money of this invoice went back.")
            )
            yield [invoice], [amount], reason, False
    overpaid = [invoice for invoice in debts.invoices if debts.left[invoice.pk] == amount]
    if len(overpaid) == 1:
        yield overpaid, [amount], _("Exactly so much was paid too much."), False


def _words(text: str) -> str:
    """Return a text as names are compared: small letters, without what municipalities add to their names."""
    bare = "".join(letter if letter.isalnum() else " " for letter in text.casefold())
    return " ".join(word for word in bare.split() if word not in {"kommune", "regionskommune", "kommunes"})
