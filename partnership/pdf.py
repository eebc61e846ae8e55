"""The one place that makes PDFs: safe, accessible, and the same bytes for the same content.

No document may reach out: the fetcher opens `data:` addresses only, so neither a server nor a local file can be read through
text that somebody typed. WeasyPrint logs what was refused and leaves it out of the page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from weasyprint import CSS, HTML, Attachment
from weasyprint.css.counters import CounterStyle
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

#: Archival PDF/A-3 with tags for assistive technology; WeasyPrint derives the file's identifier from its content.
VARIANT = "pdf/a-3a"


@dataclass(frozen=True)
class EmbeddedFile:
    """A file that the PDF carries; what it is to the page is said in the words of ISO 32000-2, 7.11.3."""

    name: str
    content: bytes
    description: str
    relationship: Literal["Alternative", "Data", "Source", "Supplement"]


def render_pdf(html: str, *, stylesheet: Path, moment: dt.datetime, attachments: Sequence[EmbeddedFile] = ()) -> bytes:
    """Return the PDF of a page, which names its own language and title.

    `moment` is the date of creation, so that the same content gives the same bytes in any process. Raises ValueError for a
    moment without a time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a PDF's moment needs a time zone")
    moment = moment.astimezone(dt.UTC)
    style = _style(stylesheet)
    document = HTML(string=html, url_fetcher=_only_data()).render(
        font_config=style.fonts, counter_style=style.counters, stylesheets=[style.css], pdf_variant=VARIANT
    )
    document.metadata.created = document.metadata.modified = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
    pdf: bytes = document.write_pdf(
        pdf_variant=VARIANT, attachments=[_attachment(file, moment) for file in attachments]
    )
    return pdf


class _Style(NamedTuple):
    css: CSS
    fonts: FontConfiguration
    counters: CounterStyle


@cache
def _style(stylesheet: Path) -> _Style:
    """Read a style sheet once per process: doing it for each page takes as long again as a third of the page."""
    fonts, counters = FontConfiguration(), CounterStyle()
    css = CSS(
        string=stylesheet.read_text(encoding="utf-8"),
        font_config=fonts,
        counter_style=counters,
        url_fetcher=_only_data(),
    )
    return _Style(css, fonts, counters)


@cache
def _only_data() -> URLFetcher:
    return URLFetcher(allowed_protocols=("data",), allow_redirects=False)


def _attachment(file: EmbeddedFile, moment: dt.datetime) -> Attachment:
    return Attachment(
        string=file.content,
        name=file.name,
        description=file.description,
        relationship=file.relationship,
        created=moment,
        modified=moment,
    )
