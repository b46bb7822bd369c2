"""The forms of the shipped services and the parts that they share, handed to the forms' office."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from backoffice.forms.services import Shipped, load_shipped

from .nodes import FileFaults, read_yaml
from .shipped import ShippedService


def load(found: Iterable[ShippedService], parts: Path, at: datetime) -> int:
    """Put in force the shared parts of a folder and the forms of services; return how many came.

    :raises FileFaults: if a part has faults
    """
    documents = [Shipped(**one) for one in (*_parts(parts), *_forms(found))]
    return len(load_shipped(documents, at=at))


def _forms(found: Iterable[ShippedService]) -> list[dict[str, Any]]:
    return [
        {
            "kind": "form",
            "key": one.machine["form_key"],
            "title_el": one.card.title["el"],
            "title_en": one.card.title["en"],
            "document": one.form,
        }
        for one in found
        if one.form is not None
    ]


def _parts(folder: Path) -> list[dict[str, Any]]:
    found, faults = [], []
    for path in sorted(folder.glob("*.yaml")):
        try:
            top = read_yaml(path)
            title = top.pair("title", most=160)
            fields = top.raw("fields")
            if top.key("key") != path.stem:
                top.fault("key", _("is not the name of the file."))
            if not isinstance(fields, list):
                top.fault("fields", _("write a list of fields."))
            top.finish()
        except FileFaults as error:
            faults += error.faults
            continue
        found.append(
            {
                "kind": "part",
                "key": path.stem,
                "title_el": title["el"],
                "title_en": title["en"],
                "document": {"fields": fields},
            }
        )
    if faults:
        raise FileFaults(faults)
    return found
