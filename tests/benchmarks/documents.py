"""How much of an issued invoice's time its XML costs, next to its PDF: writing, our own checks, and the official rules."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from django.test import override_settings

from billing.documents.checks import document_faults, snapshot_faults
from billing.documents.invoice_pdf import invoice_pdf
from billing.documents.oioubl import oioubl_xml
from billing.documents.peppol import peppol_xml
from billing.documents.rules import official_faults
from billing.documents.vouchers import make_voucher
from billing.formats import Format
from tests.billing.rules import rules_folder
from tests.billing.test_snapshot import electronic

ROUNDS = 15


def measure() -> Iterator[str]:
    """Yield a line for each part: milliseconds, and how many times as long as the PDF alone."""
    snapshot = electronic()
    pdf = invoice_pdf(snapshot)
    peppol, oioubl = peppol_xml(snapshot, pdf=pdf), oioubl_xml(snapshot, pdf=pdf)

    def own_checks() -> None:
        snapshot_faults(snapshot)
        document_faults(peppol, format_=Format.PEPPOL_BIS3, snapshot=snapshot, pdf=pdf)
        document_faults(oioubl, format_=Format.OIOUBL_21, snapshot=snapshot, pdf=pdf)

    whole = _milliseconds(lambda: invoice_pdf(snapshot))
    parts: dict[str, Callable[[], object]] = {
        "PDF alone": lambda: invoice_pdf(snapshot),
        "Peppol and OIOUBL, written": lambda: (peppol_xml(snapshot, pdf=pdf), oioubl_xml(snapshot, pdf=pdf)),
        "our own checks of both": own_checks,
        "PDF and XML together, checked": lambda: make_voucher(snapshot),
    }
    for name, part in parts.items():
        yield _line(name, _milliseconds(part), whole)
    with tempfile.TemporaryDirectory() as folder, override_settings(EINVOICE_RULES=str(rules_folder(Path(folder)))):
        began = time.perf_counter()
        official_faults(peppol, format_=Format.PEPPOL_BIS3)
        yield _line("official Peppol rules, first time", (time.perf_counter() - began) * 1000, whole)
        yield _line(
            "official Peppol rules", _milliseconds(lambda: official_faults(peppol, format_=Format.PEPPOL_BIS3)), whole
        )


def _milliseconds(part: Callable[[], object]) -> float:
    part()
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        part()
        times.append(time.perf_counter() - began)
    return median(times) * 1000


def _line(name: str, milliseconds: float, whole: float) -> str:
    return f"{name:<36}{milliseconds:9.2f} ms {milliseconds / whole:7.3f} x the PDF"
