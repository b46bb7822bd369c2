"""The steps of whoever edits a form: documents in, documents out. Pure.

A place is a path of numbers: (page,), (page, field), (page, field, field of the group).
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

from django.utils.translation import gettext_lazy as _

from .errors import NothingThere
from .expansion import Document, copied
from .parts import rename

Place = tuple[int, ...]
# ELOT 743 in short: what a key made of a Greek label looks like.
PAIRS = {"ου": "ou", "αυ": "av", "ευ": "ev", "μπ": "b", "ντ": "nt", "γγ": "ng", "γκ": "gk"}
LETTERS = dict(zip("αβγδεζηικλμνξοπρσςτυφω", "avgdeziiklmnxoprsstyfo", strict=True)) | {
    "θ": "th",
    "χ": "ch",
    "ψ": "ps",
}
MAX_KEY = 40


def nothing_there() -> NothingThere:
    """Return the refusal of a step whose place is gone."""
    return NothingThere(
        _("The draft has no such place any more. Go back to its pages and choose again.")
    )


def _at(rows: Any, index: int) -> Any:
    if isinstance(rows, list) and 0 <= index < len(rows):
        return rows[index]
    raise nothing_there()


def pages_of(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the pages of a document, none if it has none."""
    pages = document.get("pages")
    return pages if isinstance(pages, list) else []


def entry_at(document: Mapping[str, Any], place: Place) -> dict[str, Any]:
    """Return the page, field or link at a place.

    :raises NothingThere: if nothing stands there
    """
    found: Any = _at(pages_of(document), place[0])
    for index in place[1:]:
        found = _at(found.get("fields") if isinstance(found, dict) else None, index)
    if not isinstance(found, dict):
        raise nothing_there()
    return found


def _rows(document: Document, place: Place) -> list[Any]:
    """Return the list in which a place stands, to be changed."""
    if len(place) == 1:
        if not isinstance(document.get("pages"), list):
            document["pages"] = []
        rows: list[Any] = document["pages"]
        return rows
    owner = entry_at(document, place[:-1])
    if not isinstance(owner.get("fields"), list):
        owner["fields"] = []
    inner: list[Any] = owner["fields"]
    return inner


def add(document: Mapping[str, Any], place: Place, entry: Mapping[str, Any]) -> Document:
    """Return the document with a page, field or link put in at a place."""
    made = deepcopy(dict(document))
    rows = _rows(made, place)
    rows.insert(min(max(place[-1], 0), len(rows)), deepcopy(dict(entry)))
    return made


def change(document: Mapping[str, Any], place: Place, entry: Mapping[str, Any]) -> Document:
    """Return the document with what stands at a place replaced; a new key is followed everywhere.

    :raises NothingThere: if nothing stands there
    """
    made = deepcopy(dict(document))
    old = entry_at(made, place)
    _rows(made, place)[place[-1]] = deepcopy(dict(entry))
    before, after = old.get("key"), entry.get("key")
    if len(place) > 1 and before and after and before != after:
        within = entry_at(made, place[:-1]) if len(place) > 2 else made
        _follow(within, {str(before): str(after)})
    return made


def _follow(within: Any, names: Mapping[str, str]) -> None:
    """Rename in every condition and formula below."""
    if isinstance(within, dict):
        for name in ("if", "formula"):
            if isinstance(within.get(name), str):
                within[name] = rename(within[name], names)
        _follow([within.get("pages"), within.get("fields")], names)
    elif isinstance(within, list):
        for inner in within:
            _follow(inner, names)


def remove(document: Mapping[str, Any], place: Place) -> Document:
    """Return the document without what stands at a place.

    :raises NothingThere: if nothing stands there
    """
    made = deepcopy(dict(document))
    entry_at(made, place)
    del _rows(made, place)[place[-1]]
    return made


def move(document: Mapping[str, Any], place: Place, to: int) -> Document:
    """Return the document with what stands at a place put at another among its neighbours.

    :raises NothingThere: if nothing stands there
    """
    made = deepcopy(dict(document))
    entry_at(made, place)
    rows = _rows(made, place)
    taken = rows.pop(place[-1])
    rows.insert(min(max(to, 0), len(rows)), taken)
    return made


def duplicate(document: Mapping[str, Any], place: Place) -> Document:
    """Return the document with a field once more after itself, under a key of its own.

    :raises NothingThere: if nothing stands there
    """
    entry = deepcopy(entry_at(document, place))
    if entry.get("key"):
        entry["key"] = free_key(str(entry["key"]), keys_of(document))
    return add(document, (*place[:-1], place[-1] + 1), entry)


def detach(document: Mapping[str, Any], place: Place, parts: Mapping[str, Any]) -> Document:
    """Return the document with a link replaced by the part's fields, which follow no more.

    :raises NothingThere: if nothing stands there
    :raises FormFaults: if the part is not there
    """
    fields = copied(entry_at(document, place), parts)
    made = deepcopy(dict(document))
    _rows(made, place)[place[-1] : place[-1] + 1] = fields
    return made


def replace_by_link(document: Mapping[str, Any], page: int, part: str) -> Document:
    """Return the document with a page's fields replaced by a link to the part made of them.

    :raises NothingThere: if there is no such page
    """
    made = deepcopy(dict(document))
    entry_at(made, (page,))["fields"] = [{"part": part, "mode": "link"}]
    return made


def walk(document: Mapping[str, Any]) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Go over the fields and links of a document with their places, in order."""
    for at, page in enumerate(pages_of(document)):
        if isinstance(page, dict):
            yield from _walk((at,), page.get("fields"))


def _walk(place: Place, rows: Any) -> Iterator[tuple[Place, dict[str, Any]]]:
    for at, entry in enumerate(rows if isinstance(rows, list) else ()):
        if isinstance(entry, dict):
            yield (*place, at), entry
            yield from _walk((*place, at), entry.get("fields"))


def keys_of(document: Mapping[str, Any]) -> set[str]:
    """Return every key of fields and pages that a new one may not take."""
    fields = {str(entry["key"]) for _place, entry in walk(document) if entry.get("key")}
    return fields | {str(page.get("key")) for page in pages_of(document) if isinstance(page, dict)}


def asked_before(
    document: Mapping[str, Any], place: Place, parts: Mapping[str, Any]
) -> dict[str, dict[str, Any]]:
    """Return the fields that stand before a place, by key: what its condition may ask about."""
    found: dict[str, dict[str, Any]] = {}
    for here, entry in walk(document):
        if here >= place:
            break
        if len(here) == 3 and here[:2] != place[:2]:
            continue
        if "part" in entry:
            fields = copied(entry, parts) if entry["part"] in parts else []
            found |= {str(one.get("key")): one for one in fields}
        elif entry.get("key") and entry.get("type") != "note":
            found[str(entry["key"])] = entry
    return found


def free_key(wanted: str, taken: set[str]) -> str:
    """Return a key made of a label or another key that nothing else has."""
    base = plain_key(wanted) or "field"
    if base not in taken:
        return base
    stem = re.sub(r"_\d+$", "", base)
    count = 2
    while f"{stem}_{count}" in taken:
        count += 1
    return f"{stem}_{count}"


def plain_key(text: str) -> str:
    """Return a text as a key: small Latin letters, digits and underscores."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    for pair, latin in PAIRS.items():
        bare = bare.replace(pair, latin)
    latin = "".join(LETTERS.get(char, char) for char in bare)
    key = re.sub(r"[^a-z0-9]+", "_", latin).strip("_")
    key = re.sub(r"^[0-9_]+", "", key)
    return key[:MAX_KEY].rstrip("_")


def place_of(path: str) -> Place:
    """Return the place that a fault's path names, as far as it goes: `pages.0.fields.2.if`."""
    found: list[int] = []
    words: Sequence[str] = path.split(".")
    for name, number in zip(words[::2], words[1::2], strict=False):
        if name not in ("pages", "fields") or not number.isdecimal():
            break
        found.append(int(number))
    return tuple(found[:3])
