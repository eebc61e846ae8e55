"""The product is whole in Danish: every text, every name, every page, every letter."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from django.apps import apps
from django.conf import settings
from django.template.base import Lexer, TokenType
from django.utils.functional import Promise
from django.utils.translation import override

from scripts.messages import ROOT, faults_in_catalogue

OWN_APPS = ("municipalities", "partnership", "tracks", "events", "billing")
LANGUAGES = [code for code, _ in settings.LANGUAGES]
#: Names and units that are the same in both languages.
NOT_WORDS = {"KL", "CVR", "EAN", "GLN", "IBAN", "FIK", "DKK", "PDF", "HTML", "Weidekampsgade", "København"}


def test_every_text_of_the_product_is_danish() -> None:
    assert [str(fault) for fault in faults_in_catalogue(ROOT)] == []


def test_every_name_of_a_model_and_a_field_is_translated_and_fits_within_a_sentence() -> None:
    wrong = []
    for model in (model for app in OWN_APPS for model in apps.get_app_config(app).get_models()):
        if hasattr(model, "history_object"):
            continue  # the records of a history: people read them in the words of the model that is recorded
        names = {"": model._meta.verbose_name, "plural": model._meta.verbose_name_plural}
        shown = [field for field in model._meta.concrete_fields if field.editable and not field.primary_key]
        names |= {field.name: field.verbose_name for field in shown}
        for name, words in names.items():
            with override("da"):
                first = re.split(r"\W", str(words))[0]
            small = first[:1].islower() or first.upper() == first
            if not small or not (isinstance(words, Promise) or words in NOT_WORDS):
                wrong.append(f"{model._meta.label}.{name}: {words}")
    assert wrong == []


def test_every_help_choice_and_refusal_of_a_model_is_translated() -> None:
    wrong = []
    for model in (model for app in OWN_APPS for model in apps.get_app_config(app).get_models()):
        texts: list[object] = [constraint.violation_error_message for constraint in model._meta.constraints]
        for field in model._meta.concrete_fields:
            choices = field.choices if field.choices is not None and field.editable else []
            texts += [field.help_text, *(label for _, label in choices)]
        wrong += [f"{model._meta.label}: {text}" for text in texts if text and not isinstance(text, Promise)]
    assert wrong == []


def test_every_word_on_a_page_goes_through_the_catalogue() -> None:
    wrong = []
    for path in sorted(ROOT.glob("**/templates/**/*.html")):
        source = path.read_text(encoding="utf-8")
        is_part_of_a_paper = path.parent.name == "documents" and path.name.startswith("_")
        in_one_language = path.parent.name in LANGUAGES or '<html lang="da">' in source or is_part_of_a_paper
        if ".venv" not in path.parts and not in_one_language:
            wrong += [f"{path.relative_to(ROOT)}: {words}" for words in untranslated_words(source)]
    assert wrong == []


def test_every_page_that_is_written_per_language_is_written_in_each() -> None:
    folders = {path.parent for path in ROOT.glob("templates/**/*") if path.is_dir() and path.name in LANGUAGES}
    assert folders
    for folder in folders:
        first, *others = [sorted(path.name for path in (folder / code).iterdir()) for code in LANGUAGES]
        assert all(names == first for names in others), folder


def test_every_letter_says_the_same_in_every_language() -> None:
    folder = ROOT / "templates" / "letters"
    letters = sorted({path.name.split(".")[0] for path in folder.glob("*.txt")})
    assert letters
    for letter in letters:
        texts = [(folder / f"{letter}.{code}.txt").read_text(encoding="utf-8") for code in LANGUAGES]
        first, *others = [set(re.findall(r"\{\w+\}", text)) for text in texts]
        assert all(placeholders == first for placeholders in others), letter


def untranslated_words(source: str) -> list[str]:
    """Return what a template writes out beside its tags, markup and scripts."""
    page, translated = [], False
    for token in Lexer(source).tokenize():
        if token.token_type == TokenType.BLOCK:
            tag = token.contents.split()[0]
            if tag in {"blocktranslate", "comment"}:
                translated = True
            elif tag in {"endblocktranslate", "endcomment"}:
                translated = False
        elif token.token_type == TokenType.TEXT and not translated:
            page.append(token.contents)
    reader = WordReader()
    reader.feed("".join(page))
    return reader.words


class WordReader(HTMLParser):
    """Collects the words that a reader or a screen reader meets."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # A language's own name stands in that language.
        self.silent = tag in {"script", "style"} or (tag != "html" and "lang" in dict(attrs))
        for name, value in attrs:
            if name in {"title", "alt", "placeholder", "aria-label", "aria-description"}:
                self.handle_data(value or "")

    def handle_endtag(self, tag: str) -> None:
        self.silent = False

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words += [word for word in re.findall(r"[^\W\d_]{2,}", data) if word not in NOT_WORDS]


def test_the_reader_of_pages_finds_what_was_left_untranslated() -> None:
    page = """<p title="Hint">{% translate "Hello" %} you, <b>{{ name }}</b> CVR 12</p><script>let x</script>
        {% blocktranslate trimmed %}fine{% endblocktranslate %}{# remark #}<b lang="en">English</b>"""
    assert untranslated_words(page) == ["Hint", "you"]
