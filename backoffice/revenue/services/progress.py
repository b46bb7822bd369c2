"""How far a run has come, told over a connection of its own while the run's transaction works."""

from types import TracebackType
from typing import Any

import structlog
from django.db import DatabaseError, connection

log = structlog.get_logger(__name__)

TELL = """
insert into revenue_runprogress (run_id, phase, done, "of", rows, at)
values (%s, %s, %s, %s, %s, clock_timestamp())
on conflict (run_id) do update set phase = excluded.phase, done = excluded.done,
    "of" = excluded."of", rows = excluded.rows, at = excluded.at
"""


class Progress:
    """Tell phases as they begin; a town that cannot be told of progress still gets its run."""

    def __init__(self, run_id: int, phases: int) -> None:
        self.run_id, self.phases, self.done = run_id, phases, 0
        self.other: Any = None

    def __enter__(self) -> "Progress":
        self.other = connection.copy()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.other.close()

    def tell(self, phase: str, rows: int = 0) -> None:
        """Say that a phase begins; the ones before it are done."""
        try:
            with self.other.cursor() as cursor:
                cursor.execute(TELL, [self.run_id, phase, self.done, self.phases, rows])
        except DatabaseError as error:
            log.warning("revenue.run.progress_untold", run=self.run_id, reason=str(error))
        self.done += 1
