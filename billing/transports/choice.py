"""Which way of sending the settings choose, and whom test mode lets it reach."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from billing.transports.folder import FolderTransport
from billing.transports.http import HttpTransport
from billing.transports.parcel import Parcel, RefusedForGood, Transport
from billing.transports.sftp import SftpTransport

#: How each is called in the settings; `manual` sends nothing, people do.
WAYS = ("folder", "sftp", "http", "manual")


def chosen_transport() -> Transport | None:
    """Return the way of sending that is set up, None where people send by hand."""
    folder = Path(settings.EINVOICE_FOLDER)
    match settings.EINVOICE_TRANSPORT:
        case "folder":
            return FolderTransport(folder)
        case "sftp":
            return SftpTransport(settings.EINVOICE_URL, keys=folder / "ssh")
        case "http":
            return HttpTransport(settings.EINVOICE_URL, token=settings.EINVOICE_SECRETS.get("token", ""))
    return None


def reachable_receivers(transport: Transport) -> list[str] | None:
    """Return whom the transport may reach now; None means everybody."""
    if settings.EINVOICE_LIVE or not transport.is_remote:
        return None
    return list(settings.EINVOICE_TEST_RECEIVERS)


def submit(transport: Transport, parcel: Parcel) -> str:
    """Hand a parcel over. The one gate: in test mode no remote way takes what is for a real receiver."""
    allowed = reachable_receivers(transport)
    if allowed is not None and parcel.receiver not in allowed:
        raise RefusedForGood("test_mode", "")
    return transport.submit(parcel)
