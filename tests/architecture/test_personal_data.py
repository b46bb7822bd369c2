"""No module forgets what it holds about people, and no list of staff shows a whole number."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps

from backoffice.kernel.screens import StaffScreen
from backoffice.privacy.registries import EXPORTERS

from .addresses import addresses
from .personal import ABOUT_NOBODY, NOT_EXPORTED, OPENED_FROM_ITS_PAGE

ROOT = Path(__file__).resolve().parents[2]
OURS = ("backoffice", "eservices", "portal")
PEOPLE = {"party.Party", "identity.User"}


def columns() -> set[str]:
    """Return every column of our tables that names a person or an account."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith(OURS)
        for field in model._meta.local_fields
        if field.is_relation and field.related_model._meta.label in PEOPLE
    }


def covered() -> set[str]:
    return {name for kind in EXPORTERS.kinds() for name in EXPORTERS.get(kind).covers}


def test_every_column_that_names_a_person_is_in_the_copy_or_says_why_not() -> None:
    forgotten = columns() - covered() - set(NOT_EXPORTED)
    assert not forgotten, f"Export these in the module's holdings.py, or say why not: {forgotten}"


def test_the_table_names_no_column_that_is_gone_or_exported() -> None:
    assert set(NOT_EXPORTED) - columns() == set()
    assert set(NOT_EXPORTED) & covered() == set()


def test_what_exporters_cover_exists() -> None:
    direct = {name for name in covered() if "__" not in name}
    assert direct - columns() == set()


def staff_pages() -> dict[str, bool]:
    """Return the staff pages with something named in their address: do they say whose data?"""
    found = {}
    for address in addresses():
        page = address.view
        if "<" in address.route and isinstance(page, type) and issubclass(page, StaffScreen):
            found[address.name] = page.look is not StaffScreen.look
    return found


def test_every_staff_page_of_one_thing_says_whose_data_it_shows() -> None:
    excused = {f"{space}:{name}" for space, names in ABOUT_NOBODY.items() for name in names.split()}
    silent = {name for name, says in staff_pages().items() if not says}
    forgotten = silent - excused - OPENED_FROM_ITS_PAGE
    assert not forgotten, f"Write their look(), so that the person reads who looked: {forgotten}"
    assert (excused | OPENED_FROM_ITS_PAGE) - silent == set()


NUMBER = re.compile(
    r"\{\{\s*[\w.]*\.(afm|amka|iban|phone|mobile|email|sender_email)\b(?P<filters>[^}]*)\}\}"
)
STEP = re.compile(r"\{%\s*(for|endfor)\b|" + NUMBER.pattern)
# The page of one thing lists the few people of that thing: it is not a list of people.
PAGES_OF_ONE = {
    "backoffice/documents/templates/documents/entry/facts.html",
    "backoffice/documents/templates/documents/circulation/draft.html",
}
# The telephones of offices.
OF_OFFICES = {"eservices/catalogue/templates/catalogue/contacts.html"}


def whole_numbers(text: str) -> Iterator[str]:
    """Return what a template writes of a person's numbers, unmasked, inside a loop."""
    depth = 0
    for step in STEP.finditer(text):
        if step.group(1) == "for":
            depth += 1
        elif step.group(1) == "endfor":
            depth -= 1
        elif depth and "masked" not in step.group("filters"):
            yield step.group(0)


def staff_templates() -> list[Path]:
    """Return the templates of staff pages."""
    found = [*ROOT.glob("backoffice/*/templates/**/*.html")]
    return [*found, *ROOT.glob("eservices/*/templates/*office*/**/*.html")]


def test_lists_of_staff_mask_the_numbers_of_people() -> None:
    allowed = {ROOT / path for path in PAGES_OF_ONE | OF_OFFICES}
    wrong = {
        str(path.relative_to(ROOT)): found
        for path in staff_templates()
        if path not in allowed and (found := list(whole_numbers(path.read_text())))
    }
    assert wrong == {}, 'Write {{ …|masked:"afm" }}; the whole number stands on the person\'s page.'


def test_an_unmasked_number_would_be_seen() -> None:
    row = "{% for row in page %}<td>{{ row.party.afm|default:'' }}</td>{% endfor %}{{ one.afm }}"
    assert list(whole_numbers(row)) == ["{{ row.party.afm|default:'' }}"]
    assert not list(whole_numbers(row.replace("|default:''", '|masked:"afm"')))
