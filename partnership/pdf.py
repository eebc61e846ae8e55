"""The one place that makes PDFs: safe, accessible, and the same bytes for the same content.

No document may reach out: the fetcher opens `data:` addresses only, so neither a server nor a local file can be read through
text that somebody typed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import cache
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

#: Archival PDF/A-3 with tags for assistive technology.
VARIANT = "pdf/a-3a"


def render_pdf(html: str, *, stylesheet: Path, moment: dt.datetime) -> bytes:
    """Return the PDF of a page; `moment` is its date of creation, so that the same content gives the same bytes.

    Style sheet and fonts are read once per process: parsing them each time costs as much again as the page.
    """
    css, fonts = _style(stylesheet)
    stamp = moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    dated = html.replace(
        "</head>",
        f'<meta name="dcterms.created" content="{stamp}"><meta name="dcterms.modified" content="{stamp}"></head>',
        1,
    )
    document = HTML(string=dated, url_fetcher=_only_data())
    identifier = hashlib.sha256(dated.encode()).hexdigest()[:32].encode("ascii")
    pdf: bytes = document.write_pdf(
        stylesheets=[css], font_config=fonts, pdf_variant=VARIANT, pdf_tags=True, pdf_identifier=identifier
    )
    return pdf


@cache
def _only_data() -> URLFetcher:
    return URLFetcher(allowed_protocols=("data",), allow_redirects=False)


@cache
def _style(stylesheet: Path) -> tuple[CSS, FontConfiguration]:
    fonts = FontConfiguration()
    css = CSS(string=stylesheet.read_text(encoding="utf-8"), font_config=fonts, url_fetcher=_only_data())
    return css, fonts
