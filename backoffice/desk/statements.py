"""Querysets of many modules joined into one statement."""

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

#: A statement and its values.
Sql = tuple[str, tuple[Any, ...]]
NOTHING: Sql = ("", ())


def compiled(several: Iterable[QuerySet[Any]]) -> Iterator[Sql]:
    """Yield the statement of each queryset that can have any row."""
    for rows in several:
        with contextlib.suppress(EmptyResultSet):
            sql, params = rows.query.sql_with_params()
            yield f"({sql})", params


def joined(several: Iterable[Sql], by: str = " union all ") -> Sql | None:
    """Return one statement over several with the same columns, or nothing for none."""
    known = list(several)
    params = tuple(value for _sql, params in known for value in params)
    return (by.join(sql for sql, _params in known), params) if known else None


def read(
    statement: str,
    rows: Sql,
    *,
    first: Sql = NOTHING,
    before: Sequence[Any] = (),
    after: Sequence[Any] = (),
) -> list[tuple[Any, ...]]:
    """Run a statement over joined rows and return what it gives.

    :param first: what stands before the statement
    :param before: values before those of the rows
    :param after: values after those of the rows
    """
    with connection.cursor() as cursor:
        values = [*first[1], *before, *rows[1], *after]
        cursor.execute(first[0] + statement.format(rows[0]), values)
        return list(cursor.fetchall())
