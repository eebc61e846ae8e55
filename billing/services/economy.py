"""How the fees stand on a day: invoiced, charged by reminders, credited, paid, left, how late; in DKK incl. VAT."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.models import CreditNote, FeeYear, Invoice, Payment, PaymentReminder
from billing.snapshot import rounded, sum_of
from partnership.models import Partnership
from partnership.spreadsheet import Sheet, Value

#: How late what is left may be, in days after the due date: the last day of each band but the last.
_BANDS: tuple[tuple[int | None, Promise], ...] = (
    (0, gettext_lazy("not due")),
    (30, gettext_lazy("1–30 days")),
    (60, gettext_lazy("31–60 days")),
    (90, gettext_lazy("61–90 days")),
    (None, gettext_lazy("more than 90 days")),
)


@dataclass(frozen=True)
class Standing:
    """One invoice on a day."""

    pk: int
    number: str
    fee_year: str
    fee_year_id: int
    code: str
    municipality: str
    issued_on: dt.date
    due_on: dt.date
    invoiced: Decimal
    charged: Decimal
    credited: Decimal
    paid: Decimal
    days_late: int

    @property
    def left(self) -> Decimal:
        """What is still owed; nothing when too much was paid."""
        return max(self.balance, Decimal(0))

    @property
    def balance(self) -> Decimal:
        """What is left, charges included, as the statement of account has it; below 0 when too much was paid."""
        return self.invoiced + self.charged - self.credited - self.paid

    @property
    def overdue(self) -> Decimal:
        return self.left if self.days_late > 0 else Decimal(0)

    @property
    def band(self) -> int:
        """How late it is: the number of the band."""
        return next(n for n, (last, _label) in enumerate(_BANDS) if last is None or self.days_late <= last)


@dataclass(frozen=True)
class Sums:
    """What some invoices come to; `key` is what they have in common."""

    label: str
    key: str
    rows: tuple[Standing, ...]

    @property
    def invoiced(self) -> Decimal:
        return sum_of(row.invoiced for row in self.rows)

    @property
    def charged(self) -> Decimal:
        """Fees, compensation and interest of reminders."""
        return sum_of(row.charged for row in self.rows)

    @property
    def credited(self) -> Decimal:
        return sum_of(row.credited for row in self.rows)

    @property
    def paid(self) -> Decimal:
        return sum_of(row.paid for row in self.rows)

    @property
    def left(self) -> Decimal:
        return sum_of(row.left for row in self.rows)

    @property
    def overdue(self) -> Decimal:
        return sum_of(row.overdue for row in self.rows)

    @property
    def overpaid(self) -> Decimal:
        return sum_of(-row.balance for row in self.rows if row.balance < 0)

    def ages(self) -> list[tuple[str, Decimal]]:
        """Return what is left by how late it is."""
        return [
            (str(label), sum_of(row.left for row in self.rows if row.band == number))
            for number, (_last, label) in enumerate(_BANDS)
        ]


@dataclass(frozen=True)
class Economy:
    """The invoices that were asked about, as they stood at the end of a day."""

    on: dt.date
    rows: tuple[Standing, ...]

    @property
    def total(self) -> Sums:
        return Sums(_("In all"), "", self.rows)

    def by_fee_year(self) -> list[Sums]:
        return _grouped(self.rows, lambda row: (row.fee_year, str(row.fee_year_id)))

    def by_municipality(self) -> list[Sums]:
        return _grouped(self.rows, lambda row: (row.municipality, row.code))


def economy(
    *, on: dt.date, partnership: Partnership | None = None, fee_year: FeeYear | None = None, code: str = ""
) -> Economy:
    """Return how the invoices stood at the end of a day, in four queries; of all, or of what is named."""
    invoices = Invoice.objects.issued().filter(issued_on__lte=on)
    if partnership is not None:
        invoices = invoices.filter(fee_year__partnership=partnership)
    if fee_year is not None:
        invoices = invoices.filter(fee_year=fee_year)
    if code:
        invoices = invoices.filter(agreement__municipality__code=code)
    related = ("agreement__municipality", "fee_year__partnership")
    ordered = invoices.select_related(*related).order_by("agreement__municipality__sort_key", "due_on", "pk")
    credited = _sums(CreditNote.objects.filter(issued_on__lte=on), "total")
    paid = _sums(Payment.objects.filter(paid_on__lte=on), "amount")
    charged = _sums(PaymentReminder.objects.filter(issued_on__lte=on), "charges")
    rows = ordered.defer("snapshot")
    return Economy(on, tuple(_standing(row, charged[row.pk], credited[row.pk], paid[row.pk], on) for row in rows))


def economy_sheets(asked: Economy) -> list[Sheet]:
    """Return the list of invoices, and the sums by municipality and fee year, for a spreadsheet."""
    sums = [_("Invoiced"), _("Charges"), _("Credited"), _("Paid"), _("Left"), _("Overdue")]
    bands = [str(label).capitalize() for _last, label in _BANDS]

    def sheet(title: str, column: str, groups: Sequence[Sums]) -> Sheet:
        rows: list[list[Value]] = [
            [g.label, g.invoiced, g.charged, g.credited, g.paid, g.left, g.overdue, *(sum_ for _band, sum_ in g.ages())]
            for g in [*groups, asked.total]
        ]
        return Sheet(title, [column, *sums, *bands], rows, total=True)

    return [
        invoices_sheet(asked),
        sheet(_("By municipality"), _("Municipality"), asked.by_municipality()),
        sheet(_("By fee year"), _("Fee year"), asked.by_fee_year()),
    ]


def invoices_sheet(asked: Economy) -> Sheet:
    """Return the invoices one by one."""
    columns = [
        _("Invoice"),
        _("Municipality code"),
        _("Municipality"),
        _("Fee year"),
        _("Invoice date"),
        _("Due date"),
        _("Invoiced"),
        _("Charges"),
        _("Credited"),
        _("Paid"),
        _("Left"),
        _("Days overdue"),
        _("How late"),
    ]
    rows = [
        (
            row.number,
            row.code,
            row.municipality,
            row.fee_year,
            row.issued_on,
            row.due_on,
            row.invoiced,
            row.charged,
            row.credited,
            row.paid,
            row.balance,
            max(row.days_late, 0) if row.left else 0,
            str(_BANDS[row.band][1]) if row.left else "",
        )
        for row in asked.rows
    ]
    return Sheet(_("Invoices"), columns, rows)


def _sums(
    rows: QuerySet[CreditNote] | QuerySet[Payment] | QuerySet[PaymentReminder], field: str
) -> defaultdict[int, Decimal]:
    found: defaultdict[int, Decimal] = defaultdict(Decimal)
    for pk, amount in rows.order_by().values_list("invoice").annotate(sum=Sum(field)):
        found[pk] = rounded(Decimal(amount))
    return found


def _standing(invoice: Invoice, charged: Decimal, credited: Decimal, paid: Decimal, on: dt.date) -> Standing:
    assert invoice.issued_on is not None and invoice.due_on is not None  # noqa: S101, PT018 -- a CHECK holds it
    municipality = invoice.agreement.municipality
    return Standing(
        pk=invoice.pk,
        number=invoice.number,
        fee_year=str(invoice.fee_year),
        fee_year_id=invoice.fee_year_id,
        code=municipality.code,
        municipality=municipality.name,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        invoiced=invoice.total,
        charged=charged,
        credited=credited,
        paid=paid,
        days_late=(on - invoice.due_on).days,
    )


def _grouped(rows: Sequence[Standing], by: Callable[[Standing], tuple[str, Hashable]]) -> list[Sums]:
    found: dict[tuple[str, Hashable], list[Standing]] = defaultdict(list)
    for row in rows:
        found[by(row)].append(row)
    return [Sums(label, str(key), tuple(group)) for (label, key), group in found.items()]
