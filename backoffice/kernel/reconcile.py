"""Books that check themselves: named queries that must return no row."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db import connection
from django.utils.functional import Promise

Rows = list[dict[str, Any]]
Values = Sequence[Any] | Mapping[str, Any]


@dataclass(frozen=True)
class Finding:
    """One query and the rows it returned; no rows means that the books agree."""

    name: str
    label: str | Promise
    rows: Rows


QUERIES: dict[str, tuple[str | Promise, Callable[[], Iterable[dict[str, Any]]]]] = {}


def query(name: str, label: str | Promise) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """Enter a function of a `reconcile.py` under a name; it returns the rows that disagree."""

    def enter(function: Callable[[], Any]) -> Callable[[], Any]:
        QUERIES[name] = (label, function)
        return function

    return enter


def rows_of(statement: str, values: Values | None = None) -> Rows:
    """Return what a statement of ours finds, each row by the names of its columns."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def load() -> None:
    """Import every module's `reconcile.py`, which fills the table."""
    for app in apps.get_app_configs():
        if app.name.partition(".")[0] in {"backoffice", "eservices", "portal"}:
            name = f"{app.name}.reconcile"
            if find_spec(name):
                import_module(name)


def run_all() -> list[Finding]:
    """Run every query and return what each found, in the order of names."""
    load()
    return [
        Finding(name, label, list(function()))
        for name, (label, function) in sorted(QUERIES.items())
    ]
