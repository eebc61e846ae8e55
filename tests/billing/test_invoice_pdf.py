"""The invoice on paper: what it says, that it reaches out to nobody, and that it is the same each time."""

import dataclasses
import io
import socket
import subprocess
import sys
import threading
from decimal import Decimal

import pytest
from django.conf import settings
from pypdf import PdfReader

from billing.documents.invoice_pdf import invoice_pdf
from tests.billing.test_snapshot import snapshot


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).replace("\xa0", " ")


def test_it_says_what_the_snapshot_says() -> None:
    text = text_of(invoice_pdf(snapshot()))
    for part in (
        "F2027-00001",
        "1. oktober 2027",
        "31. oktober 2027",
        "Ikast-Brande Kommune",
        "CVR-nr. 29189617",
        "CVR-nr. 62547413",
        "SAG-1",
        "27/4411",
        "65.000,00 kr.",
        "16.250,00 kr.",
        "81.250,00 kr.",
        "ekskl. moms",
        "+71<000002027000013+81234567<",
    ):
        assert part in text


@pytest.mark.parametrize(
    ("payment", "expected"),
    [
        ({"method": "bank", "registration_number": "4001", "account_number": "1234567"}, "4001 1234567"),
        ({"method": "iban", "iban": "DK5000400440116243"}, "DK5000400440116243"),
    ],
)
def test_other_ways_of_payment_are_shown(payment, expected) -> None:
    details = dataclasses.replace(snapshot().payment, **payment)
    text = text_of(invoice_pdf(snapshot(payment=details)))
    assert expected in text
    assert "+71<" not in text


def test_it_is_archival_tagged_and_danish() -> None:
    reader = PdfReader(io.BytesIO(invoice_pdf(snapshot())))
    catalog = reader.trailer["/Root"]
    assert catalog["/Lang"] == "da"
    assert catalog["/MarkInfo"]["/Marked"] is True or catalog["/MarkInfo"]["/Marked"].value is True
    assert b"pdfaid" in catalog["/Metadata"].get_object().get_data()
    assert reader.metadata.title == "Faktura F2027-00001"


def test_the_same_snapshot_gives_the_same_bytes_in_any_process() -> None:
    here = invoice_pdf(snapshot())
    code = (
        "import django, hashlib; django.setup();"
        "from billing.documents.invoice_pdf import invoice_pdf; from tests.billing.test_snapshot import snapshot;"
        "import sys; sys.stdout.buffer.write(invoice_pdf(snapshot()))"
    )
    there = subprocess.run([sys.executable, "-c", code], cwd=settings.BASE_DIR, capture_output=True, check=True).stdout
    assert here == invoice_pdf(snapshot()) == there


def test_text_that_people_typed_reads_no_file_and_calls_no_server(tmp_path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("KANARIE")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.5)
        hits: list[object] = []

        def listen() -> None:
            try:
                hits.append(listener.accept())
            except TimeoutError:
                return

        thread = threading.Thread(target=listen)
        thread.start()
        port = listener.getsockname()[1]
        hostile = (
            f'<img src="http://127.0.0.1:{port}/x"><link rel="attachment" href="file://{secret}">'
            f'<style>@import "http://127.0.0.1:{port}/y";</style><script>1</script>'
        )
        buyer = dataclasses.replace(snapshot().buyer, name=hostile)
        pdf = invoice_pdf(snapshot(buyer=buyer))
        thread.join()
    assert hits == []
    assert "KANARIE" not in text_of(pdf)
    assert "/EmbeddedFiles" not in str(PdfReader(io.BytesIO(pdf)).trailer["/Root"].get("/Names", ""))


def test_many_lines_go_over_several_numbered_pages() -> None:
    line = snapshot().lines[0]
    lines = tuple(dataclasses.replace(line, number=number) for number in range(1, 41))
    many = snapshot(lines=lines, net=line.net * 40, vat=line.vat * 40, total=Decimal("3250000.00"))
    reader = PdfReader(io.BytesIO(invoice_pdf(many)))
    assert len(reader.pages) > 1
    assert f"Side 1 af {len(reader.pages)}" in reader.pages[0].extract_text().replace("\xa0", " ")


def test_long_names_stay_on_the_page() -> None:
    references = dataclasses.replace(snapshot().references, municipality_case_no="X" * 40, partnership="Ord " * 60)
    reader = PdfReader(io.BytesIO(invoice_pdf(snapshot(references=references))))
    assert len(reader.pages) == 1
