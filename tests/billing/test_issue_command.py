"""`manage.py issue_invoices`: what it prints and how it ends."""

import json

import pytest
from django.core.management import CommandError, call_command

from billing.models import Invoice, Seller
from tests.billing.factories import FeeYearFactory, issued, joined

pytestmark = pytest.mark.django_db


def test_json_has_counts_and_a_row_per_municipality(fee_year, capsys) -> None:
    agreement = joined(fee_year.partnership)
    call_command("issue_invoices", str(fee_year.pk), "--json")
    report = json.loads(capsys.readouterr().out)
    invoice = Invoice.objects.get()
    assert report == {
        "issued": 1,
        "skipped": 0,
        "failed": 0,
        "rows": [
            {
                "code": agreement.municipality.code,
                "name": agreement.municipality.name,
                "outcome": "issued",
                "number": invoice.number,
                "net": "65000.00",
                "vat": "16250.00",
                "total": "81250.00",
                "due_on": invoice.due_on.isoformat(),
                "detail": "",
                "e_invoice_missing": ["Kommunen har ikke oplyst EAN-nummer og personreference."],
            }
        ],
    }


def test_the_fee_year_can_be_named_by_partnership_and_year(fee_year, capsys) -> None:
    joined(fee_year.partnership)
    call_command("issue_invoices", f"{fee_year.partnership.slug}/1", "--json")
    assert json.loads(capsys.readouterr().out)["issued"] == 1


def test_without_json_it_prints_amounts_as_people_read_them(fee_year, capsys) -> None:
    (invoice,) = issued(fee_year)
    call_command("issue_invoices", str(fee_year.pk))
    printed = capsys.readouterr().out
    assert invoice.number in printed
    assert "81.250,00\xa0kr." in printed


def test_a_dry_run_issues_nothing(fee_year, capsys) -> None:
    joined(fee_year.partnership)
    call_command("issue_invoices", str(fee_year.pk), "--dry-run", "--json")
    assert json.loads(capsys.readouterr().out)["issued"] == 1
    assert not Invoice.objects.exists()


def test_a_second_call_issues_nothing_and_is_content(fee_year, capsys) -> None:
    issued(fee_year, 2)
    call_command("issue_invoices", str(fee_year.pk), "--json")
    report = json.loads(capsys.readouterr().out)
    assert (report["issued"], report["skipped"], report["failed"]) == (0, 2, 0)


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_what_fails_is_in_the_rows_and_the_exit_status(fee_year, capsys, options) -> None:
    joined(fee_year.partnership)
    joined(fee_year.partnership, coordinators=0)
    with pytest.raises(CommandError) as refusal:
        call_command("issue_invoices", str(fee_year.pk), "--json", *options)
    report = json.loads(capsys.readouterr().out)
    assert (report["issued"], report["failed"], refusal.value.returncode) == (1, 1, 1)
    assert [bool(row["detail"]) for row in report["rows"]] == [row["outcome"] == "failed" for row in report["rows"]]


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_missing_seller_settings_are_listed_and_no_number_is_drawn(fee_year, capsys, options) -> None:
    joined(fee_year.partnership)
    Seller.objects.all().delete()
    with pytest.raises(CommandError) as refusal:
        call_command("issue_invoices", str(fee_year.pk), "--json", *options)
    report = json.loads(capsys.readouterr().out)
    assert (report["issued"], report["rows"], len(report["missing"])) == (0, [], 1)
    assert report["missing"][0] in str(refusal.value)
    assert not Invoice.objects.exists()


@pytest.mark.parametrize("name", ["4711", "nowhere/1", "nowhere", "1/", "/", "-1", "١"])
def test_an_unknown_fee_year_is_one_sentence(db, name) -> None:
    FeeYearFactory()
    with pytest.raises(CommandError, match=name.replace("/", "/")) as refusal:
        call_command("issue_invoices", "--", name)
    assert str(refusal.value).count(".") == 1
