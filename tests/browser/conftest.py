"""One town and one browser for the whole session; each test opens windows of its own."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Browser, expect, sync_playwright

from config.local import template

from .stack import running_town
from .visitor import Visitor

# The browser's driver runs an event loop; the tests themselves stay in one thread.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# A busy machine is slow, not wrong.
expect.set_options(timeout=20_000)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
#: A town that runs already, as `make run`'s, with its var folder: "http://localhost:8000 var".
STANDING = "LOGGIA_TOWN"
TOWN_SECONDS = 1800


@dataclass(frozen=True)
class Town:
    """A running town, its sign-ins, whom TAXISnet knows, and who has signed in so far."""

    url: str
    sign_ins: dict[str, dict[str, str]]
    citizens: list[dict[str, str]]
    sessions: dict[str, Any] = field(default_factory=dict)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what stands in this folder, and skip it where there is no browser to use."""
    missing = pytest.mark.skip(reason="LOGGIA_BROWSER names no browser; `make test` finds one")
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)
            # The first one waits for the town to be built.
            item.add_marker(pytest.mark.timeout(TOWN_SECONDS))
            if not _browser_path():
                item.add_marker(missing)


def _browser_path() -> str:
    found = os.environ.get("LOGGIA_BROWSER", "")
    if not found and os.environ.get("CI") == "true":
        raise pytest.UsageError("CI needs a browser: set LOGGIA_BROWSER to its path.")
    return found


@pytest.fixture(scope="session")
def town(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    """Start everything that `make run` starts, or take the town that stands already."""
    if STANDING in os.environ:
        url, folder = os.environ[STANDING].split(" ", 1)
        yield _town(url, Path(folder))
        return
    var = tmp_path_factory.mktemp("var")
    with running_town(_migrated(request), var) as url:
        yield _town(url, var)


def _migrated(request: pytest.FixtureRequest) -> str:
    """Return the database that `make test` migrated, or else the one that the tests use."""
    if template.VARIABLE in os.environ:
        return os.environ[template.VARIABLE]
    request.getfixturevalue("django_db_setup")
    connections.close_all()
    return str(connections["default"].settings_dict["NAME"])


def _town(url: str, var: Path) -> Town:
    sign_ins = json.loads((var / "demo" / "signins.json").read_text())
    citizens = json.loads((var / "demo" / "citizens.json").read_text())
    return Town(url, {row["role"]: row for row in sign_ins}, citizens)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start one browser for all tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_browser_path(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def arrive(chromium: Browser, town: Town) -> Iterator[Callable[..., Any]]:
    """Return what opens a window for somebody; nobody may have had reason to complain."""
    people: list[Visitor] = []

    def open_window(kind: type[Visitor] = Visitor, **facts: Any) -> Visitor:
        people.append(kind(chromium, town, **facts))
        return people[-1]

    yield open_window
    complaints = [line for person in people for line in person.complaints]
    for person in people:
        person.close()
    assert not complaints, "\n".join(complaints)
