"""The catalogue check finds every kind of text that a Greek reader would see in English."""

from pathlib import Path

import polib
import pytest

from config.local import catalogue
from config.local.messages import Message, messages_in_python, messages_in_template

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.fixture
def town(tmp_path: Path) -> Path:
    (tmp_path / "office" / "locale" / "el" / "LC_MESSAGES").mkdir(parents=True)
    return tmp_path


def write(town: Path, *, po: str = "", py: str = "", html: str = "") -> list[str]:
    (town / "office/locale/el/LC_MESSAGES/django.po").write_text(HEAD + po, encoding="utf-8")
    (town / "office" / "views.py").write_text(py, encoding="utf-8")
    (town / "office" / "page.html").write_text(html, encoding="utf-8")
    return catalogue.check(town)


PY = 'from django.utils.translation import gettext_lazy as _\n\nTITLE = _("Debts")\n'


def test_a_complete_catalogue_has_no_faults(town: Path) -> None:
    po = 'msgid "Debts"\nmsgstr "Οφειλές"\n'
    assert write(town, po=po, py=PY, html='{% load i18n %}\n{% translate "Debts" %}') == []


def test_a_missing_translation_is_named_with_file_and_line(town: Path) -> None:
    assert write(town, py=PY) == ["office/views.py:3: no Greek translation: 'Debts'"]


def test_a_missing_translation_in_a_template_is_named(town: Path) -> None:
    html = (
        "{% load i18n %}\n<p>\n{% blocktranslate trimmed %}\n  Pay\n  now\n{% endblocktranslate %}"
    )
    assert write(town, html=html) == ["office/page.html:3: no Greek translation: 'Pay now'"]


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('#, fuzzy\nmsgid "Debts"\nmsgstr "Οφειλές"\n', "marked fuzzy"),
        ('msgid "Debts"\nmsgstr ""\n', "empty translation"),
        ('msgid "Debts"\nmsgstr "Οφειλές {n}"\n', "placeholders differ"),
        ('msgid "Debts"\nmsgstr "%(n)s οφειλές"\n', "placeholders differ"),
        ('msgid "Debts"\nmsgstr "α"\n\nmsgid "Debts"\nmsgstr "β"\n', "cannot be read"),
    ],
)
def test_a_faulty_entry_is_found(town: Path, entry: str, fault: str) -> None:
    assert any(fault in line for line in write(town, po=entry, py=PY))


def test_a_lost_placeholder_is_found(town: Path) -> None:
    py = PY.replace('"Debts"', '"{count} debts of %(name)s"')
    po = 'msgid "{count} debts of %(name)s"\nmsgstr "{count} οφειλές"\n'
    assert any("placeholders differ" in line for line in write(town, py=py, po=po))


def test_a_plural_needs_a_plural_entry(town: Path) -> None:
    py = "from django.utils.translation import ngettext\n"
    py += 'def f(n): return ngettext("%(n)s day", "%(n)s days", n)\n'
    single = 'msgid "%(n)s day"\nmsgstr "%(n)s ημέρα"\n'
    assert any("no Greek plural" in line for line in write(town, py=py, po=single))
    plural = 'msgid "%(n)s day"\nmsgid_plural "%(n)s days"\n'
    plural += 'msgstr[0] "μία ημέρα"\nmsgstr[1] "%(n)s ημέρες"\n'
    assert write(town, py=py, po=plural) == []


def test_a_context_is_part_of_the_message(town: Path) -> None:
    py = "from django.utils.translation import pgettext\n"
    py += 'A = pgettext("month", "May")\n'
    assert write(town, py=py, po='msgid "May"\nmsgstr "Ίσως"\n') != []
    assert write(town, py=py, po='msgctxt "month"\nmsgid "May"\nmsgstr "Μάιος"\n') == []


def test_a_message_with_a_variable_inside_is_refused(town: Path) -> None:
    py = PY.replace('_("Debts")', '_(f"Debts of {TITLE}")')
    assert any("one plain text" in line for line in write(town, py=py))


def test_an_alias_of_another_library_is_no_message() -> None:
    assert list(messages_in_python('from elsewhere import _\n_("not ours")\n')) == []
    aliased = "from django.utils import translation\nx = translation.gettext('Ours')\n"
    assert list(messages_in_python(aliased)) == [Message("Ours", 2)]


def test_every_form_of_text_in_a_template_is_seen() -> None:
    text = (
        '{% translate "One" %}\n'
        '{% translate "Two" context "c" %}\n'
        "{% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}\n"
        '{{ _("Three") }}\n'
        '{% include "x" with title=_("Four") %}\n'
        '{{ x|default:_("Five") }}\n'
        "{% blocktranslate context 'c' %}It's \"six\"{% endblocktranslate %}\n"
    )
    assert list(messages_in_template(text)) == [
        Message("One", 1),
        Message("Three", 4),
        Message("Four", 5),
        Message("Five", 6),
        Message("%(n)s day", 3, plural="%(n)s days"),
        Message("Two", 2, context="c"),
        Message('It\'s "six"', 7, context="c"),
    ]


def test_compiling_writes_what_gettext_reads_and_only_when_changed(town: Path) -> None:
    write(town, po='msgid "Debts"\nmsgstr "Οφειλές"\n')
    assert catalogue.compile_all(town) == 1
    assert catalogue.compile_all(town) == 0
    compiled = polib.mofile(str(town / "office/locale/el/LC_MESSAGES/django.mo"))
    assert [(entry.msgid, entry.msgstr) for entry in compiled] == [("Debts", "Οφειλές")]
