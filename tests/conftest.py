"""Fixtures that every test may use."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations
from django.utils import translation

HERE = Path(__file__).parent
#: What starts a whole town, or servers beside the others, does so in one test process only.
STACKS = {
    HERE / "browser": "browser",
    HERE / "local": "servers",
    HERE / "races" / "test_killed_programs.py": "servers",
    HERE / "theme" / "test_browser.py": "drawn pages",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep tests that share something costly together; `--dist loadgroup` reads the mark."""
    for item in items:
        for place, group in STACKS.items():
            if item.path.is_relative_to(place):
                item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture(autouse=True, scope="session")
def _tables_may_be_emptied_between_tests() -> Iterator[None]:
    """Let the test runner empty tables whose triggers refuse that to everyone else."""
    original = DatabaseOperations.execute_sql_flush

    def flush(self: DatabaseOperations, sql_list: list[str]) -> Any:
        return original(self, ["set local session_replication_role = replica;", *sql_list])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", flush)
        yield


@pytest.fixture(autouse=True)
def _each_test_begins_in_greek() -> None:
    """Forget the language of the page that the test before asked for last."""
    translation.deactivate()
