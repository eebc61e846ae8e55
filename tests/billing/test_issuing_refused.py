"""What keeps an invoice from being issued is said, and leaves no trace and no number used."""

import datetime as dt
from pathlib import Path

import pytest

from billing.models import Invoice, InvoiceSeries, Seller
from billing.services.issuing import Outcome, attempt_issue, issue_invoice
from billing.services.readiness import NotReady
from municipalities.models import Coordinatorship
from partnership.models import Agreement, Letter, Person, StoredDocument
from tests.billing.factories import NOW, drafted

pytestmark = pytest.mark.django_db


def nothing_was_issued() -> bool:
    """Tell whether no trace of an issuing is left in the database."""
    return not (
        Invoice.objects.exclude(status="draft", number="").exists()
        or InvoiceSeries.objects.exclude(last_number=0).exists()
        or StoredDocument.objects.exists()
        or Letter.objects.filter(kind="invoice").exists()
    )


def missing_seller() -> None:
    Seller.objects.all().delete()


def incomplete_seller() -> None:
    Seller.objects.update(creditor_number="")


def agreement_withdrawn() -> None:
    Agreement.objects.update(status="withdrawn", withdrawn_from=NOW.date())


def no_coordinator() -> None:
    Coordinatorship.objects.update(to_on=dt.date(2027, 1, 1))


def unwritable_address() -> None:
    Person.objects.update(email="ikke en adresse")


@pytest.mark.parametrize(
    ("take_away", "sentence"),
    [
        (missing_seller, "The seller settings have not been filled in yet."),
        (incomplete_seller, "The seller settings lack: FIK creditor number."),
        (agreement_withdrawn, "The municipality does not take part in this fee year."),
        (no_coordinator, "The municipality has no coordinator to send the invoice to."),
        (unwritable_address, "The municipality has no coordinator to send the invoice to."),
    ],
)
def test_what_is_missing_is_said_and_no_number_drawn(fee_year, in_english, take_away, sentence) -> None:
    invoice = drafted(fee_year)
    take_away()
    invoice = Invoice.objects.get()
    with pytest.raises(NotReady) as refusal:
        issue_invoice(invoice, now=NOW)
    assert refusal.value.missing == [sentence]
    assert nothing_was_issued()


def test_everything_that_is_missing_is_said_at_once(fee_year) -> None:
    drafted(fee_year)
    agreement_withdrawn()
    no_coordinator()
    with pytest.raises(NotReady) as refusal:
        issue_invoice(Invoice.objects.get(), now=NOW)
    assert len(refusal.value.missing) == 2


def test_a_document_that_cannot_be_stored_gives_the_number_back(fee_year, settings, tmp_path) -> None:
    invoice = drafted(fee_year)
    in_the_way = tmp_path / "documents"
    in_the_way.write_text("a file where the folder should be")
    settings.DOCUMENTS = in_the_way
    with pytest.raises(OSError, match=r"Not a directory|File exists"):
        issue_invoice(invoice, now=NOW)
    assert nothing_was_issued()
    assert invoice.number == ""
    settings.DOCUMENTS = tmp_path / "elsewhere"
    assert issue_invoice(invoice, now=NOW) is True
    assert invoice.number == "F2027-00001"


def test_a_full_disk_leaves_no_piece_of_a_file_and_gives_the_number_back(fee_year, in_english, settings) -> None:
    invoice = drafted(fee_year)
    folder = Path(settings.DOCUMENTS) / "invoices" / "2027"
    folder.mkdir(parents=True)
    # A folder in the file's place: the temporary file is written whole, and the renaming fails as on a sick disk.
    (folder / "F2027-00001.pdf").mkdir()
    outcome, detail = attempt_issue(invoice, now=NOW)
    assert outcome == Outcome.FAILED
    assert detail == "The documents could not be stored: Is a directory."
    assert [path.name for path in folder.iterdir()] == ["F2027-00001.pdf"]
    assert nothing_was_issued()


def test_amounts_that_do_not_add_up_are_not_issued(fee_year, in_english) -> None:
    invoice = drafted(fee_year)
    invoice.lines.update(net=1)
    outcome, detail = attempt_issue(invoice, now=NOW)
    assert (outcome, detail) == (Outcome.FAILED, "The amounts do not add up: line 1 of F2027-00001.")
    assert nothing_was_issued()
