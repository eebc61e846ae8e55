"""Hand out files so that a browser keeps them apart from our own pages."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from partnership.models import StoredDocument


def stored_file(document: StoredDocument, *, filename: str) -> FileResponse:
    """Return a stored file as a download. Raises Http404 when it is not on the disk."""
    try:
        file = document.file.open("rb")
    except OSError as error:
        raise Http404(_("The file is not there.")) from error
    response = FileResponse(file, as_attachment=True, filename=filename, content_type=document.media_type)
    set_apart(response)
    return response


def made_file(content: bytes, *, filename: str) -> HttpResponse:
    """Return a PDF that was made just now as a download."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=filename) or "attachment"
    set_apart(response)
    return response


def set_apart(response: HttpResponseBase) -> None:
    """Let no browser run, guess at, embed or keep what people may have sent in."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
