"""The secretariat's own texts of letters: what they may say, and which text a letter is made from."""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Mapping, MutableMapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from partnership.letter_texts import LetterText, Source, UnknownPlaceholder, house_kinds, house_text, render_letter
from partnership.models import LetterTemplate, Person

logger = logging.getLogger(__name__)

#: Letters about somebody's access, whose warning nobody may weaken.
LOCKED = frozenset({"address_changed", "login_changed", "new_device", "viewed_as"})
#: Without these a letter is of no use, or would break a promise: where the house text has one, an own text must.
NEEDED = frozenset({"link", "stop", "owed", "url", "login", "page", "data"})
LONGEST = 10_000
_TOKEN = re.compile(r"/(?:i|d|godkend|afmeld|kalender)/[A-Za-z0-9_\-.~%:]{6,}")
_DJANGO = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_BRACES = re.compile(r"\{([^{}\n]*)\}|[{}]")
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029]")


def editable_kinds() -> list[str]:
    """Return the kinds of letters whose texts the secretariat may change."""
    return [kind for kind in house_kinds() if kind not in LOCKED]


def allowed_placeholders(kind: str) -> set[str]:
    """Return what a text of the kind may name: what its house text has, in any language."""
    return set().union(*(house_text(kind, language).placeholders for language in Person.Language.values))


def faults_in_text(kind: str, source: Source) -> dict[str, list[str]]:
    """Return what is wrong with a text, by field, as sentences; nothing when it may be stored."""
    faults: dict[str, list[str]] = {"subject": [], "body": []}
    allowed = allowed_placeholders(kind)
    for field, value in (("subject", source.subject), ("body", source.body)):
        known = allowed - {"link", "stop"} if field == "subject" else allowed
        faults[field] += _faults_of_field(value, known)
    if "\n" in source.subject:
        faults["subject"].append(_("Write the subject on one line."))
    for name in sorted(NEEDED & house_text(kind, Person.Language.DANISH).placeholders):
        if f"{{{name}}}" not in source.body:
            faults["body"].append(_("The text must contain {%(name)s}.") % {"name": name})
    return {field: found for field, found in faults.items() if found}


def _faults_of_field(value: str, allowed: set[str]) -> list[str]:
    if not value.strip():
        return [_("Write something here.")]
    if len(value) > LONGEST:
        return [_("Write at most %(n)d characters.") % {"n": LONGEST}]
    faults = []
    if _NOT_TEXT.search(value.replace("\r\n", "\n")):
        faults.append(_("There is a character that cannot be shown. Paste the text without formatting."))
    if _TOKEN.search(value):
        faults.append(_("There is somebody's personal link in the text. Write {link} instead: each gets an own one."))
    if _DJANGO.search(value):
        return [*faults, _("Write placeholders with one brace, for example {name}; programs are not allowed.")]
    for match in _BRACES.finditer(value):
        if match[1] is None:
            faults.append(_("A brace stands alone. Write placeholders as {name}."))
        elif match[1] not in allowed:
            faults.append(
                _("“%(found)s” is no placeholder of this letter. Use one of: %(allowed)s.")
                % {"found": match[0], "allowed": ", ".join(f"{{{name}}}" for name in sorted(allowed))}
            )
    return faults


def own_texts(kind: str, *, scope: str = "") -> dict[str, Source]:
    """Return the own texts of a kind by language, those of the scope before those for all; one query."""
    rows = LetterTemplate.objects.filter(kind=kind, scope__in={"", scope}).order_by("scope")
    return {row.language: Source(row.subject, row.body) for row in rows}


def text_of(kind: str, *, language: str, scope: str = "") -> Source:
    """Return the text that a letter is made from now: the own one where there is one, else the house's."""
    return own_texts(kind, scope=scope).get(language) or house_text(kind, language)


def written_text(
    kind: str,
    *,
    language: str,
    values: Mapping[str, str],
    scope: str = "",
    own: Mapping[str, Source] | None = None,
    paragraphs: MutableMapping[str, str] | None = None,
) -> LetterText:
    """Fill the text that counts. An own text that names what is no longer known gives way to the house's.

    Who writes many letters gives
    the own texts along, and where the HTML of paragraphs is kept. Raises UnknownPlaceholder for the house text alone.
    """
    own = own_texts(kind, scope=scope) if own is None else own
    source = own.get(language)
    if source is not None:
        try:
            return render_letter(kind, language=language, values=values, source=source, paragraphs=paragraphs)
        except UnknownPlaceholder as error:
            logger.warning("The own text of %s names %s, which is unknown: the house text is used.", kind, error)
    return render_letter(kind, language=language, values=values, paragraphs=paragraphs)


@transaction.atomic
def store_text(
    kind: str, *, language: str, source: Source, by: Person, now: dt.datetime, scope: str = ""
) -> LetterTemplate:
    """Let letters of the kind that are written from now on have this text. Raises ValidationError, by field."""
    source = Source(source.subject.strip(), source.body.replace("\r\n", "\n").strip() + "\n")
    faults = faults_in_text(kind, source) if kind in editable_kinds() else {"body": [_("This text cannot be changed.")]}
    if faults:
        raise ValidationError(faults)
    template, _new = LetterTemplate.objects.update_or_create(
        kind=kind,
        language=language,
        scope=scope,
        defaults={"subject": source.subject, "body": source.body, "changed_by": by, "changed_at": now},
    )
    return template


def back_to_house(kind: str, *, language: str, scope: str = "") -> bool:
    """Let letters have the house's text again; False when they do already."""
    deleted, _per_model = LetterTemplate.objects.filter(kind=kind, language=language, scope=scope).delete()
    return bool(deleted)
