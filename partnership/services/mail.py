"""From a letter's row to a message, and from a mail server's answers to two kinds of error."""

from __future__ import annotations

import datetime as dt
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from email.utils import format_datetime, formataddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from partnership.letter_texts import LINK_MARKER, STOP_MARKER
from partnership.logs import without_links
from partnership.models import Letter, LetterAttachment
from partnership.services.envelopes import envelope_sender
from partnership.services.links import LinkKeyLost, url_of
from partnership.services.subscriptions import stop_url

#: Stands in an archived letter where a personal address stood; archives are kept in Danish.
LEFT_OUT = "[personligt link udeladt]"
_METHODS = {"method=request", "method=cancel"}


class SendingError(Exception):
    """A letter did not get away."""

    def __init__(self, reason: object, *, connection_lost: bool = False) -> None:
        super().__init__(str(reason)[:1000])
        self.connection_lost = connection_lost


class PassingError(SendingError):
    """It may well get away later: 4xx answers, and everything about the network and the log-in to the server."""


class RefusedForGood(SendingError):
    """It will never get away as it is: 5xx answers and messages that cannot be written."""


def compose(letter: Letter, *, connection: Any) -> EmailMultiAlternatives:
    """Build the message that a letter's row describes; the personal link is filled in here. Raises LinkKeyLost."""
    text, html = letter.text, letter.html
    if letter.link is not None:
        url = url_of(letter.link)
        text, html = text.replace(LINK_MARKER, url), html.replace(LINK_MARKER, url)
    headers = {"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"}
    if stop := stop_url(letter):
        headers["List-Unsubscribe"], headers["List-Unsubscribe-Post"] = f"<{stop}>", "List-Unsubscribe=One-Click"
        text, html = text.replace(STOP_MARKER, stop), html.replace(STOP_MARKER, stop)
    if envelope := envelope_sender(letter):
        headers["From"] = settings.DEFAULT_FROM_EMAIL
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=text,
        from_email=envelope or None,  # what Django gives the mail server as the envelope's sender
        to=[formataddr((letter.to_name, letter.to_email))] if letter.to_name else [letter.to_email],
        connection=connection,
        headers=headers,
    )
    if html:
        message.attach_alternative(html, "text/html")
    files = list(letter.attachments.all())
    invitation = _invitation_among(files)
    if invitation is not None:
        message.attach_alternative(bytes(invitation.content).decode(), invitation.media_type)
    for file in files:
        # The second copy, for programs that show attachments alone, is of a type that none takes for a second invitation.
        message.attach(_part(file, "application/ics" if file is invitation else file.media_type))
    return message


def archived(letter: Letter, *, sent_at: dt.datetime) -> bytes:
    """Return a letter as it was sent, as a file for an archive: without whatever opens a personal page, the same bytes each time.

    Where an address with a key stood it says that it is left out, and the picture that opens the door is not there.
    """
    marked = [part.replace(LINK_MARKER, LEFT_OUT).replace(STOP_MARKER, LEFT_OUT) for part in (letter.text, letter.html)]
    text, html = (without_links(part) for part in marked)
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=text,
        to=[formataddr((letter.to_name, letter.to_email))] if letter.to_name else [letter.to_email],
        headers={"Message-ID": letter.message_id, "Date": format_datetime(sent_at.astimezone(dt.UTC))},
    )
    if html:
        message.attach_alternative(html, "text/html")
    for file in letter.attachments.all():
        if file.media_type.startswith("image/"):
            continue
        if file.media_type.startswith("text/"):
            file.content = without_links(bytes(file.content).decode()).encode()
        message.attach(_part(file, file.media_type))
    whole = message.message()
    for number, part in enumerate(whole.walk()):
        if part.is_multipart():
            part.set_boundary(f"=-letter-{letter.pk}-{number}-=")
    content: bytes = whole.as_bytes(linesep="\r\n")
    return content


def _invitation_among(files: list[LetterAttachment]) -> LetterAttachment | None:
    """Return the one calendar file that asks or cancels: it belongs beside the text, where mail programs act on it (RFC 6047).

    Of several none: programs show the last alternative alone.
    """
    asking = [file for file in files if _METHODS & {part.strip() for part in file.media_type.lower().split(";")}]
    return asking[0] if len(asking) == 1 else None


def _part(file: LetterAttachment, media_type: str) -> MIMEBase:
    main, _, rest = media_type.partition("/")
    subtype, _, parameters = rest.partition(";")
    part = MIMEBase(main, subtype.strip())
    for parameter in filter(None, parameters.split(";")):
        name, _, value = parameter.strip().partition("=")
        part.set_param(name, value)
    part.set_payload(bytes(file.content))
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=file.name)
    return part


@contextmanager
def sending_errors() -> Iterator[None]:
    """Turn what composing and sending can raise into PassingError or RefusedForGood."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        code, answer = next(iter(error.recipients.values()))
        raise _by_code(code, answer) from error
    except (smtplib.SMTPAuthenticationError, smtplib.SMTPConnectError, smtplib.SMTPHeloError) as error:
        raise PassingError(error, connection_lost=True) from error
    except smtplib.SMTPResponseException as error:
        raise _by_code(error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPNotSupportedError as error:
        raise RefusedForGood(error) from error
    except (smtplib.SMTPException, OSError) as error:
        raise PassingError(error, connection_lost=True) from error
    except (
        ValueError,
        TypeError,
        LinkKeyLost,
    ) as error:  # unwritable headers (BadHeaderError, UnicodeError), a lost key
        raise RefusedForGood(f"{type(error).__name__}: {error}") from error


def _by_code(code: int, answer: bytes | str) -> SendingError:
    reason = f"{code} {answer.decode('utf-8', 'replace') if isinstance(answer, bytes) else answer}"
    # 421 means that the server closes the connection.
    return PassingError(reason, connection_lost=code == 421) if 400 <= code < 500 else RefusedForGood(reason)
