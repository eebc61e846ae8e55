"""Keep personal links out of every log line."""

import logging
import re

_LINK = re.compile(r"/(i|d|godkend|kalender|afmeld)/[A-Za-z0-9_\-.~%:]+")


def without_links(text: str) -> str:
    """Return the text with the token of every personal link replaced by asterisks."""
    return _LINK.sub(r"/\1/***", text)


class HidePersonalLinks(logging.Filter):
    """Rewrite each record so that no token reaches a handler."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        scrubbed = without_links(message)
        if scrubbed != message:
            record.msg, record.args = scrubbed, ()
        return True
