"""From a letter's row to a message, and from a mail server's answers to two kinds of error."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from email.utils import formataddr
from typing import Any

from django.core.mail import EmailMultiAlternatives

from partnership.letter_texts import LINK_MARKER
from partnership.models import Letter, LetterAttachment
from partnership.services.links import LinkKeyLost, url_of


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
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=text,
        to=[formataddr((letter.to_name, letter.to_email))] if letter.to_name else [letter.to_email],
        connection=connection,
        headers={"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"},
    )
    if html:
        message.attach_alternative(html, "text/html")
    for file in letter.attachments.all():
        message.attach(_part(file))
    return message


def _part(file: LetterAttachment) -> MIMEBase:
    main, _, rest = file.media_type.partition("/")
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
