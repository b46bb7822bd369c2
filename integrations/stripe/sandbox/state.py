"""Keeps the bank's objects in one JSON file, so that a restart remembers open sessions."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from localstripe import resources

from integrations.stripe.sandbox.bank import Bank

FORM = 1


def save(bank: Bank, path: Path) -> None:
    """Write everything, replacing the file in one step."""
    objects = {
        key: {"class": type(item).__name__, "values": _out(vars(item))}
        for key, item in resources.store.items()
        if isinstance(item, resources.StripeObject)
    }
    data = {"form": FORM, "objects": objects, "idempotency": bank.idempotency}
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".new")
    draft.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    os.replace(draft, path)
    bank.dirty = False


def load(bank: Bank, path: Path) -> bool:
    """Read back what `save` wrote; return whether there was something usable."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return False
    if data.get("form") != FORM:
        return False
    classes = {cls.__name__: cls for cls in _classes(resources.StripeObject)}
    store = resources.store
    for key, item in data["objects"].items():
        store[key] = object.__new__(classes[item["class"]])
    for key, item in data["objects"].items():
        vars(store[key]).update(_in(item["values"]))
    bank.idempotency.update(data["idempotency"])
    return True


def _classes(cls: type[Any]) -> Iterator[type[Any]]:
    yield cls
    for child in cls.__subclasses__():
        yield from _classes(child)


def _out(value: Any) -> Any:
    if isinstance(value, resources.StripeObject):
        return {"$object": f"{value.object}:{value.id}"}
    if isinstance(value, dict):
        return {key: _out(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_out(item) for item in value]
    return value


def _in(value: Any) -> Any:
    if isinstance(value, dict):
        if "$object" in value:
            return resources.store[value["$object"]]
        return {key: _in(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_in(item) for item in value]
    return value
