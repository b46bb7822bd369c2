"""Shared parts put in their places: a document with parts in, a document of plain fields out.

A link may say more than the part's key: `as` puts a word before each key (so that one part serves
two spouses), `if` asks for all of it on a condition, `without` leaves some fields out.
"""

import difflib
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from backoffice.procedures.engine.language import TOKEN

from .faults import Findings, FormFaults
from .fields import MAX_FIELDS, MAX_PAGES

LINK = frozenset({"part", "mode", "as", "if", "without"})
MODES = ("link", "copy")
MAX_DEPTH = 3


def expand(document: Mapping[str, Any], parts: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document in which every part stands in its place.

    :param parts: documents of parts by key, `{"fields": […]}`
    :raises FormFaults: if a part is not there or holds itself
    """
    found = Findings()
    expanded = expand_into(document, parts, found)
    if found.faults:
        raise FormFaults(found.faults)
    return expanded


def expand_into(
    document: Mapping[str, Any], parts: Mapping[str, Any], found: Findings
) -> dict[str, Any]:
    """Return a document with its parts in place, noting what cannot be placed."""
    made = dict(document)
    pages = document.get("pages")
    if not isinstance(pages, list):
        return made
    expander = _Expander(parts, found)
    made["pages"] = [
        {**page, "fields": expander.entries(page["fields"], f"pages.{at}.fields", ())}
        if isinstance(page, Mapping) and isinstance(page.get("fields"), list)
        else page
        for at, page in enumerate(pages[: MAX_PAGES + 1])
    ]
    return made


def linked(document: Mapping[str, Any]) -> list[str]:
    """Return the keys of the parts a document names, each once, in order."""
    pages = document.get("pages")
    keys: dict[str, None] = {}
    for page in pages if isinstance(pages, list) else ():
        fields = page.get("fields") if isinstance(page, Mapping) else None
        keys.update(dict.fromkeys(_linked_in(fields)))
    return list(keys)


def _linked_in(fields: Any) -> list[str]:
    found: list[str] = []
    for entry in fields if isinstance(fields, list) else ():
        if not isinstance(entry, Mapping):
            continue
        if isinstance(entry.get("part"), str):
            found.append(entry["part"])
        elif entry.get("type") == "group":
            found.extend(_linked_in(entry.get("fields")))
    return found


class _Expander:
    """Puts parts in their places, within parts as well, but never for ever."""

    def __init__(self, parts: Mapping[str, Any], found: Findings) -> None:
        self.parts = parts
        self.found = found
        self.left = MAX_FIELDS * 2

    def entries(self, entries: Any, path: str, within: tuple[str, ...]) -> list[Any]:
        """Return the fields that a list of fields and links comes to."""
        made: list[Any] = []
        for at, entry in enumerate(entries if isinstance(entries, list) else ()):
            self.left -= 1
            if self.left < 0:
                break
            here = f"{path}.{at}"
            if isinstance(entry, Mapping) and "part" in entry:
                made.extend(self.part(entry, here, within))
            elif isinstance(entry, Mapping) and isinstance(entry.get("fields"), list):
                inner = self.entries(entry["fields"], f"{here}.fields", within)
                made.append({**entry, "fields": inner, "at": entry.get("at", here)})
            elif isinstance(entry, Mapping):
                made.append({**entry, "at": entry.get("at", here)})
            else:
                made.append(entry)
        return made

    def part(self, link: Mapping[str, Any], path: str, within: tuple[str, ...]) -> list[Any]:
        """Return the fields of one part, as its link wants them."""
        key = link["part"]
        if not self.fits(link, path, within):
            return []
        part = self.parts[key]
        source = part.get("fields") if isinstance(part, Mapping) else part
        fields = self.entries(source, path, (*within, key))
        left_out = link.get("without") or []
        kept = [
            {**entry, "at": path, "from": key}
            for entry in fields
            if isinstance(entry, Mapping) and entry.get("key") not in left_out
        ]
        prefix = link.get("as")
        if prefix:
            kept = [_renamed(entry, str(prefix), _keys(fields)) for entry in kept]
        if link.get("if"):
            kept = [_conditional(entry, str(link["if"])) for entry in kept]
        return kept

    def fits(self, link: Mapping[str, Any], path: str, within: tuple[str, ...]) -> bool:
        """Tell whether a link can be followed, noting why not."""
        key = link["part"]
        if not isinstance(key, str) or key not in self.parts:
            close = difflib.get_close_matches(str(key)[:80], list(self.parts), n=1)
            mend = _("Did you mean “%(close)s”?") % {"close": close[0]} if close else ""
            self.found.add(
                f"{path}.part",
                _("There is no shared part “%(key)s”.") % {"key": str(key)[:60]},
                mend or _("Choose a part of the library, or make it first."),
            )
            return False
        if key in within or len(within) >= MAX_DEPTH:
            self.found.add(
                f"{path}.part",
                _("The shared part “%(key)s” holds itself, or parts stand too deep.")
                % {"key": key},
                _("Take one of the links out."),
            )
            return False
        return self.well_told(link, path)

    def well_told(self, link: Mapping[str, Any], path: str) -> bool:
        """Tell whether the settings of a link are of the right kinds."""
        unknown = [str(name) for name in link if name not in LINK and name != "at"]
        without = link.get("without", [])
        wrong = [
            *unknown,
            *(["mode"] if link.get("mode", "link") not in MODES else []),
            *(["as"] if not isinstance(link.get("as", ""), str) else []),
            *(["if"] if not isinstance(link.get("if", ""), str) else []),
            *([] if isinstance(without, list) else ["without"]),
        ]
        for name in wrong:
            self.found.add(
                f"{path}.{name[:40]}",
                _("A shared part cannot be told this."),
                _("A link says: part, mode (link or copy), as, if, without."),
            )
        return not wrong


def _keys(fields: list[Any]) -> frozenset[str]:
    return frozenset(str(one.get("key")) for one in fields if isinstance(one, Mapping))


def _renamed(entry: dict[str, Any], prefix: str, keys: frozenset[str]) -> dict[str, Any]:
    """Put a prefix before a key, and before the part's own keys in what the entry says of them."""
    made = {**entry, "key": f"{prefix}_{entry.get('key')}"}
    for name in ("if", "formula"):
        if isinstance(made.get(name), str):
            made[name] = rename(made[name], {key: f"{prefix}_{key}" for key in keys})
    return made


def rename(text: str, names: Mapping[str, str]) -> str:
    """Return an expression that asks for other names; everything else stays as it is written."""
    found: list[str] = []
    place = 0
    while match := TOKEN.match(text, place):
        word = match.group(match.lastgroup or 0)
        if match.lastgroup == "name":
            first, dot, rest = word.partition(".")
            word = f"{names.get(first, first)}{dot}{rest}"
        blank = match.group(0)[: match.start(match.lastgroup or 0) - match.start()]
        found.append(blank + word)
        place = match.end()
    return "".join(found) + text[place:]


def _conditional(entry: dict[str, Any], condition: str) -> dict[str, Any]:
    own = entry.get("if")
    return {**entry, "if": f"({condition}) and ({own})" if own else condition}
