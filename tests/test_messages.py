"""The tool that keeps the Danish catalogue finds what it must find, and its texts are those that Django looks up."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import write_po
from django.template import Context, Template
from django.test import override_settings
from django.utils.translation import gettext, ngettext, override

from scripts.messages import CATALOGUE, ROOT, compile_catalogues, extract, faults_in_catalogue, read_catalogue

HEAD = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Give a small project with a module, a template and its whole catalogue."""
    write(
        tmp_path, "app/words.py", 'from django.utils.translation import gettext as _\nGREETING = _("Hello %(name)s")\n'
    )
    write(tmp_path, "templates/page.html", "{% load i18n %}{% translate 'Invoice' %}")
    write(
        tmp_path,
        CATALOGUE,
        HEAD + 'msgid "Hello %(name)s"\nmsgstr "Hej %(name)s"\n\nmsgid "Invoice"\nmsgstr "Faktura"\n',
    )
    return tmp_path


def write(root: Path, name: str | Path, content: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")


def replace(root: Path, name: str | Path, old: str, new: str) -> None:
    content = (root / name).read_text(encoding="utf-8")
    assert old in content
    write(root, name, content.replace(old, new))


def faults(root: Path) -> list[str]:
    return [str(fault) for fault in faults_in_catalogue(root)]


def test_a_whole_catalogue_passes(tree: Path) -> None:
    assert faults(tree) == []


def test_a_text_without_an_entry_is_named(tree: Path) -> None:
    write(tree, "templates/new.html", "{% load i18n %}{% translate 'Agreement' %}")
    assert faults(tree) == ["templates/new.html: missing in the catalogue; run extract: Agreement"]


def test_an_entry_without_a_text_is_named(tree: Path) -> None:
    (tree / "templates/page.html").unlink()
    assert faults(tree) == ["locale/da/LC_MESSAGES/django.po: obsolete; run extract: Invoice"]


def test_an_entry_kept_as_obsolete_is_named(tree: Path) -> None:
    replace(tree, CATALOGUE, 'msgid "Invoice"', '#~ msgid "Bill"\n#~ msgstr "Regning"\n\nmsgid "Invoice"')
    assert faults(tree) == ["locale/da/LC_MESSAGES/django.po: obsolete; run extract: Bill"]


def test_an_empty_entry_is_named(tree: Path) -> None:
    replace(tree, CATALOGUE, '"Faktura"', '""')
    assert faults(tree) == ["locale/da/LC_MESSAGES/django.po: empty: Invoice"]


def test_a_fuzzy_entry_is_named(tree: Path) -> None:
    replace(tree, CATALOGUE, 'msgid "Invoice"', '#, fuzzy\nmsgid "Invoice"')
    assert faults(tree) == ["locale/da/LC_MESSAGES/django.po: fuzzy: Invoice"]


@pytest.mark.parametrize(
    ("english", "danish"),
    [
        ("Hello %(name)s", "Hej %(navn)s"),
        ("Hello %(name)s", "Hej"),
        ("Hello %(name)s", "Hej %(name)d"),
        ("Hello {name}", "Hej {navn}"),
        ("Hello", "Hej {navn}"),
        ("Hello %(name)s", "Hej %(name)s og %s"),
    ],
)
def test_a_broken_placeholder_is_found(tree: Path, english: str, danish: str) -> None:
    write(tree, "app/words.py", f'from django.utils.translation import gettext as _\nGREETING = _("{english}")\n')
    write(tree, CATALOGUE, HEAD + f'msgid "{english}"\nmsgstr "{danish}"\n\nmsgid "Invoice"\nmsgstr "Faktura"\n')
    (fault,) = faults(tree)
    assert "other placeholders in Danish than in English" in fault


def test_a_lone_percent_sign_beside_a_placeholder_is_found(tree: Path) -> None:
    replace(tree, CATALOGUE, "Hej %(name)s", "Hej %(name)s, 25 %")
    (fault,) = faults(tree)
    assert "a lone % in Danish" in fault


def test_a_danish_singular_may_leave_the_number_out(tree: Path) -> None:
    write(
        tree,
        "app/words.py",
        "from django.utils.translation import ngettext_lazy\n"
        'SEATS = ngettext_lazy("%(n)s seat", "%(n)s seats", "n")\nNAME = "Hello %(name)s"\n',
    )
    (tree / "templates/page.html").unlink()
    entry = 'msgid "%(n)s seat"\nmsgid_plural "%(n)s seats"\nmsgstr[0] "en plads"\nmsgstr[1] "{}"\n'
    write(tree, CATALOGUE, HEAD + entry.format("%(n)s pladser"))
    assert faults(tree) == []
    write(tree, CATALOGUE, HEAD + entry.format("pladser"))
    assert len(faults(tree)) == 1


@pytest.mark.parametrize(
    "call",
    [
        '_(f"Hello {name}")',
        '_("Hello " + name)',
        '_("Hello %(name)s" % {"name": name})',
        '_("Hello {}".format(name))',
        '_("")',
    ],
)
def test_a_text_that_is_put_together_or_empty_is_named_with_its_line(tree: Path, call: str) -> None:
    write(tree, "app/other.py", f"from django.utils.translation import gettext_lazy as _\nname = 'x'\nBAD = {call}\n")
    assert faults(tree)[0].startswith("app/other.py:3: ")


@pytest.mark.parametrize("text", ["%s of 5", "{} of 5", "{0} of 5", "%d"])
def test_a_placeholder_without_a_name_is_named(tree: Path, text: str) -> None:
    write(tree, "app/other.py", f'from django.utils.translation import gettext as _\nBAD = _("{text}")\n')
    assert faults(tree)[0] == (
        f"app/other.py:2: a placeholder without a name, whose order a translation cannot change: {text}"
    )


def test_texts_are_found_under_every_name_of_the_functions(tree: Path) -> None:
    write(
        tree,
        "app/other.py",
        "from django.utils import translation\n"
        "from django.utils.translation import gettext_noop, ngettext as many, npgettext_lazy, pgettext_lazy as p\n"
        'A = (gettext_noop("one"), many("two", "twos", 2), p("verb", "three"))\n'
        'A += (npgettext_lazy("noun", "four", "fours", 2),)\n'
        'B = translation.gettext("five" " and six")\n'
        "C = translation.gettext(A[0])\n"
        "def _(text): return text\n"
        '_("not ours")\n',
    )
    extract(tree)
    found = {(message.context, message.id) for message in read_catalogue(tree / CATALOGUE) if message.id}
    assert found - {(None, "Hello %(name)s"), (None, "Invoice")} == {
        (None, "one"),
        (None, ("two", "twos")),
        ("verb", "three"),
        ("noun", ("four", "fours")),
        (None, "five and six"),
    }


def test_extracting_keeps_translations_drops_what_is_gone_and_guesses_nothing(tree: Path) -> None:
    replace(tree, "app/words.py", "Hello %(name)s", "Hello, %(name)s")
    assert extract(tree) == "2 texts: 1 new, 1 dropped, 1 without Danish."
    content = (tree / CATALOGUE).read_text(encoding="utf-8")
    assert 'msgid "Invoice"\nmsgstr "Faktura"' in content
    assert 'msgid "Hello, %(name)s"\nmsgstr ""' in content
    assert "Hej" not in content
    assert "fuzzy" not in content


def test_extracting_twice_changes_nothing_and_no_line_number_moves_an_entry(tree: Path) -> None:
    extract(tree)
    once = (tree / CATALOGUE).read_bytes()
    replace(tree, "app/words.py", "GREETING", "\n\n\nGREETING")
    extract(tree)
    assert (tree / CATALOGUE).read_bytes() == once
    assert b"#: app/words.py\n" in once


def test_a_text_that_gets_a_plural_is_to_be_translated_anew(tree: Path) -> None:
    write(
        tree,
        "app/words.py",
        'from django.utils.translation import ngettext\nX = ngettext("Hello %(name)s", "Hello all %(name)s", 2)\n',
    )
    assert faults(tree) == ["app/words.py: has another plural than the catalogue; run extract: Hello %(name)s"]
    extract(tree)
    assert faults(tree) == ["locale/da/LC_MESSAGES/django.po: empty: Hello %(name)s"]


def test_compiling_gives_the_same_bytes_for_the_same_texts(tree: Path) -> None:
    assert compile_catalogues(tree).read_bytes() == compile_catalogues(tree).read_bytes()


TEMPLATE = """{% load i18n %}{% translate "Half of 50% is" %} {% translate 'Close' context "door" %}
{{ nothing|default:_("none yet") }} {% firstof nothing _("first") %}
{% blocktranslate trimmed with who=name|upper %}
    Dear {{ who }},
    you owe 25 % “today”
      and tomorrow.
{% endblocktranslate %}
{% blocktranslate trimmed count n=number context "place" %}
    {{ n }} seat
    {% plural %}
    {{ n }} seats
{% endblocktranslate %}{% blocktranslate asvar line %}
  untrimmed{% endblocktranslate %}{{ line }}"""


def test_texts_of_templates_are_those_that_django_looks_up(tree: Path) -> None:
    write(tree, "templates/page.html", TEMPLATE)
    extract(tree)
    catalogue = read_catalogue(tree / CATALOGUE)
    found = [message for message in catalogue if message.id]
    assert len(found) == 8
    for message in found:  # a "translation" that shows that it was used
        message.string = f"<{message.id}>" if isinstance(message.id, str) else tuple(f"<{form}>" for form in message.id)
    with (tree / CATALOGUE).open("wb") as file:
        write_po(file, catalogue)
    compile_catalogues(tree)
    with override_settings(LOCALE_PATHS=[tree / "locale"]), override("da"):
        shown = Template(TEMPLATE).render(Context({"name": "Bo", "number": 2, "nothing": ""}, autoescape=False))
        assert gettext("Hello %(name)s") == "<Hello %(name)s>"
    assert shown.split("\n") == [
        "<Half of 50% is> <Close>",
        "<none yet> <first>",
        "<Dear BO, you owe 25 % “today” and tomorrow.>",
        "<2 seats><",
        "  untrimmed>",
    ]


def test_danish_has_two_forms_of_number(tree: Path) -> None:
    write(tree, CATALOGUE, HEAD + 'msgid "seat"\nmsgid_plural "seats"\nmsgstr[0] "plads"\nmsgstr[1] "pladser"\n')
    compile_catalogues(tree)
    with override_settings(LOCALE_PATHS=[tree / "locale"]), override("da"):
        assert [ngettext("seat", "seats", number) for number in (0, 1, 2)] == ["pladser", "plads", "pladser"]


def test_the_command_exits_1_and_names_the_fault(tree: Path) -> None:
    def run(command: str) -> subprocess.CompletedProcess[str]:
        arguments = [sys.executable, str(ROOT / "scripts" / "messages.py"), command, "--root", str(tree)]
        return subprocess.run(arguments, capture_output=True, text=True, check=False)

    assert (run("check").returncode, run("compile").returncode) == (0, 0)
    assert (tree / CATALOGUE).with_suffix(".mo").exists()
    replace(tree, CATALOGUE, '"Faktura"', '""')
    result = run("check")
    assert (result.returncode, result.stderr) == (1, "locale/da/LC_MESSAGES/django.po: empty: Invoice\n")
    assert run("extract").stdout == "2 texts: 0 new, 0 dropped, 1 without Danish.\n"
