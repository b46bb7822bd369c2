"""Which templates the tests draw: after a whole run each one of the project, or it says why not.

Each process notes the files that it drew from; the one that leads gathers them and compares them
with the folders. A run of some tests alone is not judged.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.test.signals import template_rendered

from config.local.commands import BROWSED
from tests.not_drawn import NOT_DRAWN

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("backoffice", "config", "eservices", "portal", "theme")
OUTPUT = "drawn_templates"
FOUND: pytest.StashKey[list[str]] = pytest.StashKey()
drawn: set[str] = set()


def note(sender: Any, **_facts: Any) -> None:
    """Note the file of a template that was drawn, also as part or frame of another."""
    drawn.add(str(sender.origin.name))


template_rendered.connect(note)


def templates() -> Iterator[str]:
    """Yield the templates of the project, by their paths in it."""
    for package in PACKAGES:
        for folder in sorted((ROOT / package).rglob("templates")):
            files = (path for path in sorted(folder.rglob("*")) if path.is_file())
            yield from (str(path.relative_to(ROOT)) for path in files)


def never_drawn(
    known: Iterable[str], drew: Iterable[str], excused: Mapping[str, str] = NOT_DRAWN
) -> list[str]:
    """Return the templates that nothing drew and that no reason excuses.

    :param drew: absolute paths of what was drawn, of other packages too
    """
    seen = {one.removeprefix(f"{ROOT}/") for one in drew}
    return [one for one in known if one not in seen and one not in excused]


def is_whole(config: pytest.Config) -> bool:
    """Tell whether a run leaves out nothing but what a browser draws in a process of its own."""
    option = config.option
    chosen = option.keyword or option.markexpr or option.deselect or option.lf or option.collectonly
    left_out = {Path(one).name for one in [*(option.ignore or ()), *(option.ignore_glob or ())]}
    browsed = {Path(one).name for one in BROWSED}
    return (
        config.args_source is pytest.Config.ArgsSource.TESTPATHS
        and not chosen
        and left_out <= browsed
    )


def pytest_testnodedown(node: Any, error: object) -> None:
    """Take over what another process drew."""
    drawn.update(getattr(node, "workeroutput", {}).get(OUTPUT, ()))


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Hand on what this process drew, or judge what all of them did."""
    config = session.config
    if hasattr(config, "workeroutput"):
        config.workeroutput[OUTPUT] = sorted(drawn)
    elif exitstatus == pytest.ExitCode.OK and is_whole(config):
        config.stash[FOUND] = never_drawn(templates(), drawn)
        if config.stash[FOUND]:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say what is missing, and how to mend it."""
    for one in config.stash.get(FOUND, []):
        terminalreporter.line(
            f"NOT DRAWN {one}: no test drew it. Ask for its page in one, remove it, or say why"
            " not in tests/not_drawn.py",
            red=True,
        )
