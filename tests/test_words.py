"""Staff read Greek: what Wagtail says in English has Greek in its own catalogue or in ours.

A newer Wagtail brings new words; each then fails here with its name. Its Greek goes into
`config/locale`, under the package's name.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.conf import settings

from config.local import catalogue, places
from config.local.messages import placeholders

Key = tuple[str, str]
OURS = places.ROOT / "config" / "locale" / "el" / "LC_MESSAGES"
PACKAGES = sorted(
    (app.name for app in apps.get_app_configs() if app.name.startswith("wagtail")), key=str
)
DOMAINS = ("django", "djangojs")
TAG = re.compile(r"</?[a-z][^>]*>")
#: Names and abbreviations that Greek writes in Latin letters, or that hold no words at all.
ALIKE = {"URL", "Email", "English"}


def key(entry: polib.POEntry) -> Key:
    return entry.msgctxt or "", entry.msgid


def words(path: Path) -> dict[Key, polib.POEntry]:
    """Read a catalogue, source or compiled; what has no translation is left out."""
    read = polib.mofile if path.suffix == ".mo" else polib.pofile
    return {key(entry): entry for entry in read(str(path), encoding="utf-8") if all(forms(entry))}


def catalogue_of(app: str, language: str, name: str) -> Path:
    return Path(apps.get_app_config(app_label(app)).path, "locale", language, "LC_MESSAGES", name)


def app_label(name: str) -> str:
    return next(app.label for app in apps.get_app_configs() if app.name == name)


@cache
def greek(domain: str) -> dict[Key, polib.POEntry]:
    """Return every Greek word that is loaded, the winning one for each key."""
    found: dict[Key, polib.POEntry] = {}
    for app in reversed(list(apps.get_app_configs())):
        below = Path(app.path, "locale", "el", "LC_MESSAGES")
        # Ours is read from its source: what is compiled may be older.
        ours = Path(app.path).is_relative_to(places.ROOT) and ".venv" not in app.path
        path = below / f"{domain}.{'po' if ours else 'mo'}"
        if path.exists():
            found |= words(path)
    return found | words(OURS / f"{domain}.po")


def english(app: str, domain: str) -> list[polib.POEntry]:
    path = catalogue_of(app, "en", f"{domain}.po")
    if not path.exists():
        return []
    return [entry for entry in polib.pofile(str(path), encoding="utf-8") if not entry.obsolete]


def forms(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) or [entry.msgstr]


def is_greek(entry: polib.POEntry) -> bool:
    """Tell whether a translation says something in Greek, or has nothing to say."""
    bare = entry.msgid
    for value in placeholders(bare) | set(TAG.findall(bare)):
        bare = bare.replace(value, "")
    if bare.strip() in ALIKE or not re.search("[A-Za-z]", bare):
        return True
    return all(re.search("[Α-Ωα-ωά-ώ]", form) for form in forms(entry))


def test_our_words_come_before_those_of_packages() -> None:
    assert settings.LOCALE_PATHS[0] == OURS.parents[1]
    assert "wagtail.admin" in PACKAGES


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("app", PACKAGES)
def test_every_word_of_the_staff_pages_has_greek(app: str, domain: str) -> None:
    known = greek(domain)
    missing = [
        entry.msgid
        for entry in english(app, domain)
        if key(entry) not in known or not is_greek(known[key(entry)])
    ]
    assert not missing, f"write their Greek into config/locale ({app}): {missing}"


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("app", PACKAGES)
def test_values_and_markup_stay_as_they_are(app: str, domain: str) -> None:
    known = greek(domain)
    wrong = []
    for entry in english(app, domain):
        for form in forms(known[key(entry)]) if key(entry) in known else []:
            # A singular may say «one» without a number; nothing may be added.
            allowed = placeholders(entry.msgid) | placeholders(entry.msgid_plural or "")
            lost = not entry.msgid_plural and placeholders(form) != allowed
            markup = sorted(TAG.findall(form)) != sorted(TAG.findall(entry.msgid))
            if lost or markup or not placeholders(form) <= allowed:
                wrong.append((entry.msgid, form))
    assert not wrong


def test_our_words_for_packages_are_complete() -> None:
    for domain in DOMAINS:
        path = OURS / f"{domain}.po"
        entries = polib.pofile(str(path), encoding="utf-8", check_for_duplicates=True)
        faults = [line for entry in entries for line in catalogue.entry_faults(entry, path.name)]
        assert faults == []
        assert [entry.msgid for entry in entries if not is_greek(entry)] == []


def test_a_module_keeps_its_own_words() -> None:
    """`config/locale` stands above every module: a word there must not overrule theirs."""
    packages = words(OURS / "django.po")
    overruled = []
    for path in catalogue.catalogues(places.ROOT, catalogue.LANGUAGE):
        if path.name == "django.po" and path.parent != OURS:
            for word, entry in words(path).items():
                if word in packages and forms(packages[word]) != forms(entry):
                    overruled.append((str(path.relative_to(places.ROOT)), word[1]))
    assert not overruled, f"give the module's word a context, or drop ours: {overruled}"


def clashes(catalogues: Mapping[str, Mapping[Key, polib.POEntry]]) -> dict[str, dict[str, str]]:
    """Return the words that modules put into different Greek, with what each of them writes."""
    found: dict[Key, dict[str, str]] = {}
    for module, entries in catalogues.items():
        for word, entry in entries.items():
            found.setdefault(word, {})[module] = " / ".join(forms(entry))
    return {word[1]: greek for word, greek in found.items() if len(set(greek.values())) > 1}


def test_a_word_without_a_context_means_one_thing() -> None:
    """One catalogue serves all modules: of two Greek words for one key, one is never shown."""
    ours = {
        str(path.parents[3].relative_to(places.ROOT)): words(path)
        for path in catalogue.catalogues(places.ROOT, catalogue.LANGUAGE)
        if path.name == "django.po" and path.parent != OURS
    }
    assert len(ours) > 20
    assert clashes(ours) == {}, "give one of them a context (pgettext), or write the same Greek"


def test_two_meanings_of_a_word_are_seen() -> None:
    def entry(text: str) -> polib.POEntry:
        return polib.POEntry(msgid="Sign", msgstr=text)

    same = {"forms": {("", "Sign"): entry("Σύγκριση")}}
    assert clashes(same | {"applications": {("", "Sign"): entry("Υπογραφή")}}) == {
        "Sign": {"forms": "Σύγκριση", "applications": "Υπογραφή"}
    }
    assert clashes(same | {"applications": {("act", "Sign"): entry("Υπογραφή")}}) == {}
