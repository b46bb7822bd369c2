"""Fixtures that every test may use."""

import gc
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck, settings

from tests.factories.emptying import Emptying
from tests.factories.towns import TOWNS, Towns

HERE = Path(__file__).parent
#: What builds or starts a whole town, or servers beside the others, does so in one process only.
STACKS = {
    HERE / "browser": "browser",
    HERE / "local": "servers",
    HERE / "races" / "test_killed_programs.py": "servers",
    HERE / "portal" / "site": "site",
    HERE / "theme" / "test_browser.py": "drawn pages",
}

# A busy machine is slow, not wrong.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

TOWN = pytest.StashKey[str]()
TURNING, EMPTYING = Towns(), Emptying()


def pytest_collection_finish() -> None:
    """Take what stands now out of the search for waste: it stays to the end of the run."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep tests that share something costly together; `--dist loadgroup` reads the mark."""
    for item in items:
        asked = {*TOWNS} & {*getattr(item, "fixturenames", ())}
        item.stash[TOWN] = asked.pop() if asked else ""
        assert not asked, f"{item.nodeid} asks for two towns; make one of both in towns.py"
    items[:] = [
        item
        for _folder, group in groupby(items, key=lambda item: item.path.parent)
        for item in sorted(group, key=lambda item: item.stash[TOWN])
    ]
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
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: EMPTYING.empty(case))
        yield


@pytest.fixture(autouse=True)
def _each_test_begins_in_greek() -> None:
    """Forget the language of the page that the test before asked for last."""
    translation.deactivate()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Turn to the database that a test begins in, before anything opens a transaction there."""
    if item.stash[TOWN] or _uses_database(item):
        TURNING.turn_to(item.stash[TOWN])


def _uses_database(item: pytest.Item) -> bool:
    return "django_db_setup" in item.fixturenames or bool(item.get_closest_marker("django_db"))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Beside the test database, offer copies in which a town is open already."""
    TURNING.begin(django_db_blocker.unblock)
    yield
    TURNING.end()
    with django_db_blocker.unblock():
        EMPTYING.end()


def _opened(town: str) -> Any:
    @pytest.fixture(name=town)
    def opened(db: None) -> None:
        assert TURNING.current == town, f"name {town} as a fixture: it is too late to ask for it"
        assert connection.in_atomic_block, f"{town} takes no test that commits; open a town in it"

    return opened


for _town in TOWNS:
    globals()[f"_{_town}"] = _opened(_town)
