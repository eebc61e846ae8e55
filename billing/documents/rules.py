"""The official rules, run where they are installed: schemas by lxml, compiled Schematron (XSLT 2) by Saxon.

The folder `EINVOICE_RULES` holds, as far as somebody has put it there, `xsd/maindoc/UBL-Invoice-2.1.xsd` with its like, and for
each format a folder (`peppol_bis3`, `oioubl_21`) of style sheets with a file `VERSION`. A sheet whose name holds that of a
document is for that document alone.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _
from lxml import etree

from billing.documents.markup import parse, short
from billing.documents.rule_texts import explanation_of
from billing.formats import Format

#: Names in a sheet's file name that say which document it is for.
_DOCUMENTS = ("CreditNote", "Invoice", "Reminder")
_SUFFIXES = {".xsl", ".xslt"}
_SVRL = "{http://purl.oclc.org/dsdl/svrl}"
_SAXON = "saxonche"
#: A schema notes its last errors on itself.
_LOCK = Lock()


@dataclass(frozen=True)
class RuleSet:
    """The official rules of a format as they are installed here."""

    version: str
    schemas: Path
    sheets: tuple[Path, ...]

    def sheets_for(self, document: str) -> list[Path]:
        """Return the style sheets that are for a document: `Invoice`, `CreditNote`."""
        return [sheet for sheet in self.sheets if (only := _only_for(sheet)) is None or only == document]


def rule_set_of(format_: Format) -> RuleSet | None:
    """Return the rules of a format; None where they are not installed. Raises ImproperlyConfigured (no Saxon)."""
    return _installed(settings.EINVOICE_RULES, format_) if settings.EINVOICE_RULES else None


def official_faults(content: bytes, *, format_: Format) -> list[str]:
    """Return what the official rules object to, with their ids; nothing where they are not installed."""
    rules = rule_set_of(format_)
    if rules is None:
        return []
    root = parse(content)
    return [*_schema_faults(root, rules.schemas), *_sheet_faults(content, rules.sheets_for(short(root)))]


@cache
def _installed(folder: str, format_: Format) -> RuleSet | None:
    place = Path(folder) / format_.value
    if not place.is_dir():
        return None
    sheets = tuple(sorted(path for path in place.iterdir() if path.suffix in _SUFFIXES))
    version = place / "VERSION"
    if not sheets or not version.is_file():
        raise ImproperlyConfigured(f"EINVOICE_RULES: {place} needs style sheets and a file VERSION.")
    if importlib.util.find_spec(_SAXON) is None:
        raise ImproperlyConfigured(
            "EINVOICE_RULES: the rules need the package saxonche: pip install saxonche==12.10.1."
        )
    return RuleSet(version.read_text(encoding="utf-8").strip(), Path(folder) / "xsd" / "maindoc", sheets)


def _only_for(sheet: Path) -> str | None:
    return next((name for name in _DOCUMENTS if name in sheet.name), None)


def _schema_faults(root: etree._Element, schemas: Path) -> list[str]:
    path = schemas / f"UBL-{short(root)}-2.1.xsd"
    if not path.is_file():
        return []
    schema = _schema(path)
    with _LOCK:
        if schema.validate(root):
            return []
        return [_("XML schema, line %(line)d: %(text)s") % _of(error) for error in schema.error_log]


def _of(error: Any) -> dict[str, Any]:
    return {"line": error.line, "text": re.sub(r"\{[^}]*\}", "", error.message)}


@cache
def _schema(path: Path) -> etree.XMLSchema:
    """Read a schema once per process: it takes as long as ten invoices."""
    return etree.XMLSchema(etree.parse(str(path)))


def _sheet_faults(content: bytes, sheets: list[Path]) -> list[str]:
    reports = _saxon_thread().submit(_reports, content, sheets).result() if sheets else []
    return [fault for report in reports for fault in _objections(parse(report.encode("utf-8")))]


def _reports(content: bytes, sheets: list[Path]) -> list[str]:
    document = _processor().parse_xml(xml_text=content.decode("utf-8"))
    return [_sheet(sheet).transform_to_string(xdm_node=document) for sheet in sheets]


def _objections(report: etree._Element) -> Iterator[str]:
    for failed in report.iter(f"{_SVRL}failed-assert", f"{_SVRL}successful-report"):
        text = " ".join("".join(failed.itertext()).split())
        found = re.match(r"\[([A-Z0-9-]+)\]", text)
        rule = failed.get("id") or (found[1] if found else "")
        if failed.get("flag") == "warning" or rule.startswith("W-"):
            continue
        yield f"{rule}: {explanation_of(rule) or text}"


@cache
def _saxon_thread() -> ThreadPoolExecutor:
    """Return the one thread of the process in which Saxon lives: it must be used where it was started."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="saxon")


@cache
def _processor() -> Any:
    """Start Saxon once per process, unable to open anything but files."""
    saxon = importlib.import_module(_SAXON)
    processor = saxon.PySaxonProcessor(license=False)
    processor.set_configuration_property("http://saxon.sf.net/feature/allowedProtocols", "file")
    return processor


@cache
def _sheet(path: Path) -> Any:
    """Compile a style sheet once per process: it takes a second."""
    return _processor().new_xslt30_processor().compile_stylesheet(stylesheet_file=str(path))
