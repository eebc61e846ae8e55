"""Hand out stored documents so that a browser runs nothing in them, and tell whose request it is."""

import logging

from django.http import FileResponse, Http404, HttpRequest
from django.utils.translation import gettext as _

from partnership.models import Person, StoredDocument

logger = logging.getLogger(__name__)


def stored_file(document: StoredDocument, *, filename: str) -> FileResponse:
    """Give a stored document as a download. Raises Http404 when its bytes are gone, and says so in the log."""
    try:
        file = document.file.open("rb")
    except OSError as error:
        logger.exception("The stored document %s cannot be read", document.pk)
        raise Http404(_("The file is not there.")) from error
    return FileResponse(
        file,
        as_attachment=True,
        filename=filename,
        content_type=document.media_type,
        headers={
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "private, no-store",
        },
    )


def person_of(request: HttpRequest) -> Person:
    """Return who is logged in."""
    assert isinstance(request.user, Person)  # noqa: S101 -- LoginRequiredMiddleware let the request through
    return request.user
