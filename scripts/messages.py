#!/usr/bin/env python3
"""Extract, check and compile the Danish catalogue; needs Babel and Django, but none of the gettext programs.

    .venv/bin/python scripts/messages.py extract    bring locale/da up to date with the sources
    .venv/bin/python scripts/messages.py check      exit 1 and name every text that is not right in Danish
    .venv/bin/python scripts/messages.py compile    write the file that Django reads

How to add a text, and how it should sound: docs/language.md.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("locale", "da", "LC_MESSAGES", "django.po")
HEADER = """\
# The Danish texts of the partnership portal. See docs/language.md; written by scripts/messages.py.
msgid ""
msgstr ""
"Language: da\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
#: Which arguments of each function are (context, singular, plural).
SIGNATURES = {
    "gettext": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "npgettext": (0, 1, 2),
}
#: Tests speak of texts that are not the product's.
SKIPPED_FOLDERS = {"tests", "data", "build", "node_modules", "static-collected"}
TEMPLATE_SUFFIXES = {".html", ".txt", ".xml"}

_STRING = r"u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
_TEMPLATE_CALL = re.compile(rf"\b(_|n?p?gettext)\(({_STRING}(?:,\s*{_STRING})*(?:,\s*count)?)\)")
_PERCENT = re.compile(r"%(?:\(\w+\))?[-+#0]*[0-9]*(?:\.[0-9]+)?[diouxXeEfFgGcrsa]|%%")
_BRACE = re.compile(r"\{\w*(?:[!:][^{}]*)?\}")
_UNNAMED = re.compile(r"%[^(%]|\{\d*[!:}]")

Key = tuple[str | None, str]


@dataclass(frozen=True)
class Text:
    """A text as a source names it."""

    file: str
    singular: str
    plural: str | None = None
    context: str | None = None

    @property
    def key(self) -> Key:
        """What gettext tells texts apart by."""
        return self.context, self.singular


@dataclass(frozen=True)
class Fault:
    """Something that cannot be translated or is not; `str` gives the line to print."""

    where: str
    what: str
    text: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.what}{': ' if self.text else ''}{self.text}"


def texts_in_python(source: str, file: str) -> Iterator[Text | Fault]:
    """Yield the texts that a module hands to Django's gettext functions, under whatever names it imports them."""
    tree = ast.parse(source, file)
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            names |= {alias.asname or alias.name: alias.name for alias in node.names}
    for call in _calls(tree):
        function = ""
        if isinstance(call.func, ast.Name):
            function = names.get(call.func.id, "")
        elif isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
            function = call.func.attr if call.func.value.id == "translation" else ""
        function = function.removesuffix("_lazy").removesuffix("_noop")
        if function in SIGNATURES:
            yield from _text_of_call(call, function, file, where=f"{file}:{call.lineno}")


def texts_in_template(source: str, file: str) -> Iterator[Text | Fault]:
    """Yield the texts of a template, exactly as Django looks them up when it renders."""
    try:
        code = templatize(source, origin=file)
    except SyntaxError as error:
        yield Fault(file, f"not a template that Django can translate ({error.msg})")
        return
    for function, arguments in _TEMPLATE_CALL.findall(code):
        for call in _calls(ast.parse(f"call({arguments})")):
            yield from _text_of_call(call, "gettext" if function == "_" else function, file, where=file)


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _text_of_call(call: ast.Call, function: str, file: str, *, where: str) -> Iterator[Text | Fault]:
    values: list[str | None] = []
    for position in SIGNATURES[function]:
        if position is None:
            values.append(None)
            continue
        argument = call.args[position] if position < len(call.args) else None
        if isinstance(argument, ast.Name | ast.Attribute | ast.Subscript):
            return  # a text that is marked where it is written
        if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
            yield Fault(where, f"{function} needs one whole text in quotes; fill in values afterwards, by name")
            return
        values.append(argument.value)
    context, singular, plural = values
    if not singular:
        yield Fault(where, "an empty text; gettext answers it with the head of the catalogue")
        return
    if _UNNAMED.search(f"{singular}{plural or ''}".replace("%%", "")):
        yield Fault(where, "a placeholder without a name, whose order a translation cannot change", singular)
    yield Text(file, singular, plural, context)


def texts_in_sources(root: Path) -> tuple[dict[Key, list[Text]], list[Fault]]:
    """Return all texts of the project by key, and what is wrong with how they are written."""
    found: dict[Key, list[Text]] = {}
    faults: list[Fault] = []
    for path in sorted(_source_files(root)):
        file = path.relative_to(root).as_posix()
        read = texts_in_python if path.suffix == ".py" else texts_in_template
        for item in read(path.read_text(encoding="utf-8"), file):
            if isinstance(item, Fault):
                faults.append(item)
            else:
                found.setdefault(item.key, []).append(item)
    return found, faults


def _source_files(root: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name not in SKIPPED_FOLDERS and not name.startswith(".")]
        in_templates = "templates" in Path(folder).relative_to(root).parts
        for name in files:
            path = Path(folder, name)
            if path.suffix == ".py" or (in_templates and path.suffix in TEMPLATE_SUFFIXES):
                yield path


def read_catalogue(path: Path) -> Catalog:
    """Return a catalogue from its file; an empty one where there is no file."""
    if not path.exists():
        return Catalog(locale="da")
    with path.open("rb") as file:
        return read_po(file, locale="da", abort_invalid=True)


def merged(old: Catalog, found: dict[Key, list[Text]]) -> Catalog:
    """Return the catalogue of the found texts with the old translations; nothing is guessed for a changed text."""
    new = Catalog(locale="da")
    for context, singular in sorted(found, key=lambda key: (key[1].casefold(), key[1], key[0] or "")):
        texts = found[context, singular]
        plural = next((text.plural for text in texts if text.plural), None)
        identity = (singular, plural) if plural else singular
        known = old.get(singular, context)
        kept = known is not None and known.id == identity
        new.add(
            identity,
            known.string if known is not None and kept else (("", "") if plural else ""),
            locations=[(file, 0) for file in sorted({text.file for text in texts})],
            flags={"fuzzy"} if known is not None and kept and known.fuzzy else set(),
            user_comments=known.user_comments if known is not None and kept else (),
            context=context,
        )
    return new


def extract(root: Path) -> str:
    """Rewrite the catalogue from the sources and return what was done."""
    path = root / CATALOGUE
    found, _ = texts_in_sources(root)
    old = read_catalogue(path)
    new = merged(old, found)
    content = BytesIO()
    write_po(content, new, width=120, omit_header=True, include_lineno=False)
    _replace(path, HEADER.encode() + content.getvalue().rstrip() + b"\n")
    before = {(message.context, _singular(message)) for message in old if message.id}
    added, dropped = len(found.keys() - before), len(before - found.keys())
    empty = sum(not all(_forms(message)) for message in new if message.id)
    return f"{len(found)} texts: {added} new, {dropped} dropped, {empty} without Danish."


def faults_in_catalogue(root: Path) -> list[Fault]:
    """Return everything that keeps the product from being whole in Danish, in a stable order."""
    found, faults = texts_in_sources(root)
    catalogue = read_catalogue(root / CATALOGUE)
    where = CATALOGUE.as_posix()
    translated = {(message.context, _singular(message)): message for message in catalogue if message.id}
    for key, texts in sorted(found.items(), key=lambda item: item[0][1]):
        if key not in translated:
            faults.append(Fault(texts[0].file, "missing in the catalogue; run extract", key[1]))
        elif any(text.plural and text.plural not in translated[key].id for text in texts):
            faults.append(Fault(texts[0].file, "has another plural than the catalogue; run extract", key[1]))
    faults += [
        Fault(where, "obsolete; run extract", key[1]) for key in sorted(translated.keys() - found.keys(), key=str)
    ]
    faults += [
        Fault(where, "obsolete; run extract", str(_singular(message))) for message in catalogue.obsolete.values()
    ]
    for message in translated.values():
        faults += [Fault(where, what, _singular(message)) for what in _faults_in_message(message)]
    return faults


def _faults_in_message(message: Message) -> Iterator[str]:
    forms = _forms(message)
    if message.fuzzy:
        yield "fuzzy"
    if not all(forms):
        yield "empty"
        return
    sources = [message.id] if isinstance(message.id, str) else list(message.id)
    wanted = {name for source in sources for name in _placeholders(source)}
    for number, form in enumerate(forms):
        given = _placeholders(form)
        # A singular may leave the number out, "one seat", whatever the English one does.
        spared = 1 if len(forms) > 1 and number == 0 else 0
        if not given <= wanted or len(wanted - given) > spared:
            yield f"other placeholders in Danish than in English ({' '.join(sorted(wanted)) or 'none'})"
        elif _PERCENT.search(sources[-1]) and "%" in _PERCENT.sub("", form):
            yield "a lone % in Danish; write %%"


def _placeholders(text: str) -> set[str]:
    return {*_PERCENT.findall(text), *_BRACE.findall(text)} - {"%%"}


def _singular(message: Message) -> str:
    return message.id if isinstance(message.id, str) else str(message.id[0])


def _forms(message: Message) -> list[str]:
    if isinstance(message.id, str):
        return [str(message.string or "")]
    return [*(message.string or ()), "", ""][:2]


def compile_catalogues(root: Path = ROOT) -> Path:
    """Write the compiled catalogue beside its source and return its path; the same texts give the same bytes."""
    catalogue = read_catalogue(root / CATALOGUE)
    catalogue.creation_date = catalogue.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    content = BytesIO()
    write_mo(content, catalogue)
    path = (root / CATALOGUE).with_suffix(".mo")
    _replace(path, content.getvalue())
    return path


def _replace(path: Path, content: bytes) -> None:
    """Write a file in one step, so that a process that reads it meanwhile never sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    temporary.write_bytes(content)
    temporary.replace(path)


def main(arguments: list[str] | None = None) -> int:
    """Run one of the three commands and return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("command", choices=["extract", "check", "compile"])
    parser.add_argument("--root", type=Path, default=ROOT, help="the project's folder")
    options = parser.parse_args(arguments)
    if options.command == "extract":
        print(extract(options.root))
    elif options.command == "compile":
        print(compile_catalogues(options.root))
    else:
        faults = faults_in_catalogue(options.root)
        print("\n".join(map(str, faults)) or "The catalogue is whole.", file=sys.stderr if faults else sys.stdout)
        return 1 if faults else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
