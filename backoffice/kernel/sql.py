"""Statements that the server parses and plans once for a connection, not at every call.

Django writes values into the text of a statement, so the server meets a new text each time. For a
statement that a busy service repeats all day that is half of its cost.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from django.db import connection

Values = Sequence[Any] | Mapping[str, Any]


class ServerCursor(psycopg.Cursor[tuple[Any, ...]]):
    """A cursor that sends values beside the statement, so that the server can keep its plan.

    It follows `prepare_threshold` of the connection: without one, as behind a connection pooler
    that cannot keep prepared statements, nothing is prepared.
    """

    def __init__(self, connection: Any, *, prepare: bool) -> None:
        super().__init__(connection)
        self.prepare = prepare

    def execute(self, query: Any, params: Values | None = None, **options: Any) -> Any:
        """Run a statement."""
        return super().execute(query, params, **({"prepare": self.prepare} | options))


def run(statement: str, values: Values = ()) -> list[tuple[Any, ...]]:
    """Run one statement, prepared, and return its rows, or none if it gives none.

    It goes through Django's own wrappers, so that tests and logs count it like any other.

    :param statement: one statement of ours, the same text each time
    """
    connection.ensure_connection()
    is_logged = connection.queries_logged
    # The driver tells a log the text of a statement only while it is not prepared.
    raw = ServerCursor(connection.connection, prepare=not is_logged)
    make: Any = connection.make_debug_cursor if is_logged else connection.make_cursor
    with make(raw) as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall() if cursor.description else []
        return rows
