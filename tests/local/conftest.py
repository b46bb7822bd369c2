"""A checkout of its own for every test, with a space in its path."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.local import accounts, places

REAL_ROOT = places.ROOT


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user of the machine may enter, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="loggia test "))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def turn_to(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make the tool box work on `root`, with the packages that are already installed."""
    var = root / "var"
    for name, value in {
        "ROOT": root,
        "VAR": var,
        "LOGS": var / "log",
        "PIDS": var / "run",
        "STAMPS": var / "stamps",
        "LOCAL_ENV": var / "local.env",
    }.items():
        monkeypatch.setattr(places, name, value)
    places.make_folders()
    return root


@pytest.fixture
def checkout(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty checkout that the tool box takes for its own."""
    root = open_folder / "town hall"
    root.mkdir()
    return turn_to(root, monkeypatch)


@pytest.fixture
def closed_checkout(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A checkout below a folder that only its owner may enter, as root's home is."""
    if os.geteuid() != 0:
        pytest.skip("only root becomes another user to run PostgreSQL")
    root = open_folder / "private" / "town hall"
    root.mkdir(parents=True)
    root.parent.chmod(0o700)
    yield turn_to(root, monkeypatch)
    shutil.rmtree(accounts.STATE / f"loggia-{places.checkout_id()}", ignore_errors=True)


@pytest.fixture
def copied_tool_box(open_folder: Path) -> Path:
    """The tool box alone, without an environment, as on a machine that has just cloned it."""
    root = open_folder / "fresh clone"
    (root / "config").mkdir(parents=True)
    shutil.copy(REAL_ROOT / "config" / "__init__.py", root / "config")
    shutil.copytree(
        REAL_ROOT / "config" / "local",
        root / "config" / "local",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    for name in ("requirements.txt", "requirements-dev.txt", "Makefile"):
        shutil.copy(REAL_ROOT / name, root)
    return root
