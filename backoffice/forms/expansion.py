"""What the stored side does with documents as wholes. Pure: documents in, documents out."""

import json
from collections.abc import Mapping
from copy import deepcopy
from hashlib import sha256
from typing import Any

from . import parts as placing

Document = dict[str, Any]
MARKS = ("at", "from")


def checksum(document: Any) -> str:
    """Return what tells one document from another, whatever the order of its keys."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def linked_parts(document: Mapping[str, Any], parts: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return the keys of the parts that a form follows, those within parts as well."""
    found: dict[str, None] = {}
    ahead = placing.linked(document)
    while ahead:
        key = ahead.pop(0)
        if key in found:
            continue
        found[key] = None
        if key in parts:
            ahead += placing.linked({"pages": [{"fields": parts[key].get("fields")}]})
    return list(found)


def copied(link: Mapping[str, Any], parts: Mapping[str, Mapping[str, Any]]) -> list[Any]:
    """Return the fields that a link comes to, on their own, without a trace of the part.

    :raises FormFaults: if the part is not there
    """
    made = placing.expand({"pages": [{"fields": [dict(link)]}]}, parts)
    return [_unmarked(entry) for entry in made["pages"][0]["fields"]]


def copy_in(document: Mapping[str, Any], parts: Mapping[str, Mapping[str, Any]]) -> Document:
    """Return a document with its copied parts in place; links stay and follow their part."""
    made: Document = deepcopy(dict(document))
    pages = made.get("pages")
    for page in pages if isinstance(pages, list) else ():
        fields = page.get("fields") if isinstance(page, dict) else None
        if not isinstance(fields, list):
            continue
        page["fields"] = []
        for entry in fields:
            is_copy = isinstance(entry, dict) and entry.get("mode") == "copy"
            known = is_copy and entry.get("part") in parts
            page["fields"] += copied(entry, parts) if known else [entry]
    return made


def _unmarked(entry: Any) -> Any:
    if not isinstance(entry, Mapping):
        return entry
    plain = {name: value for name, value in entry.items() if name not in MARKS}
    if isinstance(plain.get("fields"), list):
        plain["fields"] = [_unmarked(inner) for inner in plain["fields"]]
    return plain
