"""Stored documents brought to forms, and their faults told."""

from collections.abc import Mapping
from typing import Any

from . import fields, schema
from .errors import NotFit
from .faults import Fault, FormFaults
from .models import PartVersion
from .parts import expand
from .states import VersionState

Parts = dict[str, dict[str, Any]]
# A part is checked as a form of one page.
ALONE = "part"


def parts_in_force() -> dict[str, PartVersion]:
    """Return the version in force of every shared part, by key."""
    rows = PartVersion.objects.filter(state=VersionState.IN_FORCE).select_related("part")
    return {row.part.key: row for row in rows}


def documents_of(versions: Mapping[str, PartVersion]) -> Parts:
    """Return the documents of parts, by key."""
    return {key: row.document for key, row in versions.items()}


def faults_of(document: Mapping[str, Any], parts: Parts) -> list[Fault]:
    """Return what hinders a document from coming in force; nothing if it is fit."""
    try:
        schema.read(dict(document), parts)
    except FormFaults as error:
        return list(error.faults)
    return []


def as_form(part_document: Mapping[str, Any], title: Mapping[str, str]) -> dict[str, Any]:
    """Return a part as a form of one page, to be checked and shown."""
    fields = part_document.get("fields") or []
    return {"pages": [{"key": ALONE, "title": dict(title), "fields": fields}]}


def need_fit(document: Mapping[str, Any], parts: Parts, of: str) -> dict[str, Any]:
    """Return a document with its parts in place.

    :raises NotFit: with its faults, if it has any
    """
    faults = faults_of(document, parts)
    if faults:
        raise NotFit(faults, of)
    return expand(document, parts)


def read_expanded(document: Mapping[str, Any]) -> fields.Form:
    """Return the form of a document whose parts are in place.

    :raises FormFaults: if it cannot be read
    """
    return schema.read(dict(document), {})
