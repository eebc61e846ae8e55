"""The texts of letters: plain text with named placeholders, from which the HTML is made as well.

A house text is a file `templates/letters/<kind>.<language>.txt`: the subject, an empty line, then paragraphs. A paragraph that
is nothing but an address becomes a button, a line of a paragraph that is nothing but one becomes a link. `{link}` stands for
the personal link, which is filled in when the letter is sent. A text is never a Django template.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import override

#: Stands in the stored text where the personal link goes; no text that people write can contain the control character.
LINK_MARKER = "\x02personal-link\x02"
#: Stands where the address goes at which the reader stops letters of this kind.
STOP_MARKER = "\x02stop-link\x02"
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029]")
_ADDRESS_ONLY = re.compile(r"^(?:(?P<label>[^\n:]{3,60}): )?(?P<url>https?://\S+|\x02(?:personal|stop)-link\x02)$")
_SUBJECT, _BODY = "\x03subject\x03", "\x03body\x03"


class UnknownPlaceholder(Exception):
    """A text names a placeholder that this kind of letter does not have."""


@dataclass(frozen=True)
class LetterText:
    """A letter as it is stored: one line of subject, text and HTML."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Source:
    """What a letter is made from: subject and body with placeholders."""

    subject: str
    body: str

    @property
    def placeholders(self) -> set[str]:
        """The names of the placeholders in subject and body."""
        return set(_PLACEHOLDER.findall(self.subject + self.body))


def render_letter(
    kind: str,
    *,
    language: str,
    values: Mapping[str, str],
    source: Source | None = None,
    paragraphs: MutableMapping[str, str] | None = None,
) -> LetterText:
    """Fill a text in a language, the house's unless another is given. Raises UnknownPlaceholder.

    Values are cleaned of control characters. Who writes many letters gives along where the HTML of paragraphs is kept, since
    most of them are the same for everybody.
    """
    source = source or house_text(kind, language)
    clean = {name: _clean(str(value)) for name, value in values.items()}
    clean |= {"link": LINK_MARKER, "stop": STOP_MARKER}
    text = _fill(source.body, clean)
    one_line = " ".join(_fill(source.subject, clean).split())[:250]
    body = _as_html(text, {} if paragraphs is None else paragraphs)
    html = _layout(language).replace(_SUBJECT, escape(one_line)).replace(_BODY, body)
    return LetterText(one_line, text, html)


@cache
def house_text(kind: str, language: str) -> Source:
    """Return the house's text of a kind of letter in a language."""
    path = Path(settings.BASE_DIR) / "templates" / "letters" / f"{kind}.{language}.txt"
    subject, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    return Source(subject, body.strip() + "\n")


@cache
def house_kinds() -> tuple[str, ...]:
    """Return the kinds of letters that have a house text."""
    folder = Path(settings.BASE_DIR) / "templates" / "letters"
    return tuple(sorted({path.name.split(".")[0] for path in folder.glob("*.da.txt")}))


@cache
def _layout(language: str) -> str:
    """Return the HTML around every letter in a language, the same for thousands of them."""
    with override(language):
        return render_to_string("letters/layout.html", {"subject": _SUBJECT, "body": _BODY})


def _clean(value: str) -> str:
    return value if value.isprintable() else _CONTROL.sub(" ", value)


def _fill(text: str, values: Mapping[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        if match[1] not in values:
            raise UnknownPlaceholder(match[1])
        return values[match[1]]

    # A paragraph whose only placeholder is empty would leave a hole in the letter.
    return re.sub(r"\n{3,}", "\n\n", _PLACEHOLDER.sub(value, text))


def _as_html(text: str, known: MutableMapping[str, str]) -> str:
    parts = text.strip().split("\n\n")
    for part in parts:
        if part not in known:
            known[part] = _paragraph(part)
    return "\n".join(known[part] for part in parts)


def _paragraph(part: str) -> SafeString:
    address = _ADDRESS_ONLY.match(part)
    if address:
        url = address["url"]
        return format_html('<p class="action"><a href="{}">{}</a></p>', url, address["label"] or url)
    lines = format_html_join(SafeString("<br>"), "{}", ((_line(line),) for line in part.split("\n")))
    return format_html("<p>{}</p>", lines)


def _line(line: str) -> SafeString | str:
    address = _ADDRESS_ONLY.match(line)
    if address is None:
        return line
    return format_html('<a href="{}">{}</a>', address["url"], address["label"] or address["url"])
