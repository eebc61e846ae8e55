"""Files for tests: whole ones of each kind, made by hand."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/main.xml" ContentType="{}"/></Types>'
)
_OOXML = "application/vnd.openxmlformats-officedocument"


def packed(parts: Mapping[str, bytes | str], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip file of the parts."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", compression) as writer:
        for name, content in parts.items():
            writer.writestr(name, content)
    return file.getvalue()


def pptx(more: Mapping[str, bytes | str] | None = None, *, main: str = "") -> bytes:
    """Return a presentation, with more parts if there are."""
    main = main or f"{_OOXML}.presentationml.presentation.main+xml"
    return packed({"[Content_Types].xml": _TYPES.format(main), "ppt/presentation.xml": "<p/>", **(more or {})})


def odp() -> bytes:
    """Return an OpenDocument presentation."""
    return packed({"mimetype": "application/vnd.oasis.opendocument.presentation", "content.xml": "<office/>"})
