"""Rows of any model, filled as far as its columns ask, for tests that only look at lists."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from itertools import count
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.utils import timezone

from backoffice.kernel.dates import athens_day

NUMBERS = count(101)


@contextmanager
def without_triggers() -> Iterator[None]:
    """Let rows stand that no verb made: triggers and references are not asked."""
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        yield
        cursor.execute("set local session_replication_role = origin")


def make(label: str, **given: Any) -> Any:
    """Return a new row of a model; what is not given is filled with something that fits.

    Only inside a transaction that is rolled back: conditions of the tables go until then.
    """
    with without_triggers():
        return _make(apps.get_model(label), given)


def _forget_conditions(model: type[models.Model]) -> None:
    """Drop what a row must fulfil besides its columns, until the test's transaction ends."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "select conname from pg_constraint where contype = 'c' and conrelid = %s::regclass",
            [table],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'alter table "{table}" drop constraint "{name}"')


def _make(model: type[models.Model], given: dict[str, Any]) -> Any:
    _forget_conditions(model)
    values = dict(given)
    for field in model._meta.concrete_fields:
        if field.primary_key or {field.name, field.attname} & values.keys() or field.null:
            continue
        if not field.has_default():
            values[field.name] = _fitting(field)
    row = model(**values)
    row.save_base(raw=True, force_insert=True)
    return row


def _fitting(field: Any) -> Any:
    if isinstance(field, models.ForeignKey):
        related = field.related_model
        return related._base_manager.first() or _make(related, {})
    if field.choices:
        return field.choices[0][0]
    if isinstance(field, models.CharField | models.TextField):
        return "" if field.blank and not field.unique else _word(field.max_length)
    return _of_kind(field)


def _word(longest: int | None) -> str:
    return f"x{next(NUMBERS)}"[: longest or 20]


def _of_kind(field: Any) -> Any:
    kinds: dict[type[models.Field[Any, Any]], Any] = {
        models.BooleanField: lambda: False,
        models.DateTimeField: timezone.now,
        models.DateField: lambda: athens_day(timezone.now()),
        models.DecimalField: lambda: Decimal(1),
        models.IntegerField: lambda: next(NUMBERS),
        models.JSONField: dict,
    }
    return next(made for kind, made in kinds.items() if isinstance(field, kind))()
