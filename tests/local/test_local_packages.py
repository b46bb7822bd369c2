"""Packages: pinned by hash, installed once, from what `pyproject.toml` names."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from config.local import checks, install, pins, places
from tests.local.conftest import REAL_ROOT

HASH = "sha256:" + "0" * 64


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned_names(path: Path) -> set[str]:
    return {normal(name) for name in re.findall(r"(?m)^([\w.-]+)==", path.read_text())}


@pytest.mark.parametrize(
    "line",
    [
        "django==5.2.19",
        f"django>=5.2 --hash={HASH}",
        f"django --hash={HASH}",
        "django==5.2.19 --hash=md5:abc",
        "--extra-index-url http://localhost/simple",
        f"-e . --hash={HASH}",
        f"django @ https://example.org/django.whl --hash={HASH}",
    ],
)
def test_a_requirement_without_version_or_hash_is_found(line: str) -> None:
    assert pins.unpinned_lines(f"# made\n{line}\n    # via -r somewhere\n") == [line[:80]]


def test_a_requirement_with_marker_and_two_hashes_is_pinned() -> None:
    text = (
        f"colorama==0.4.6 ; sys_platform == 'win32' \\\n    --hash={HASH} \\\n    --hash={HASH}\n"
    )
    assert pins.unpinned_lines(text) == []


def test_the_projects_own_requirements_are_pinned() -> None:
    assert checks.check_pins() == 0


def test_every_dependency_named_is_pinned_and_no_index_is_named() -> None:
    project = tomllib.loads((REAL_ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    named = {normal(re.split(r"[\[~<>=!; ]", d)[0]) for d in project["project"]["dependencies"]}
    tests = {normal(re.split(r"[\[~<>=!; ]", d)[0]) for d in project["dependency-groups"]["dev"]}
    assert named <= pinned_names(places.REQUIREMENTS)
    assert tests <= pinned_names(places.REQUIREMENTS_DEV)
    for path in (places.REQUIREMENTS, places.REQUIREMENTS_DEV, places.INSTALLER):
        assert "://" not in path.read_text(encoding="utf-8")


def test_both_requirement_files_can_be_installed_together() -> None:
    versions: dict[str, set[str]] = {}
    for path in (places.REQUIREMENTS, places.REQUIREMENTS_DEV):
        for name, version in re.findall(r"(?m)^([\w.-]+)==(\S+)", path.read_text()):
            versions.setdefault(f"{path.name} {normal(name)}", set()).add(version)
    for name in pinned_names(places.REQUIREMENTS) & pinned_names(places.REQUIREMENTS_DEV):
        run, dev = versions[f"requirements.txt {name}"], versions[f"requirements-dev.txt {name}"]
        assert dev <= run, name


@pytest.fixture
def stamped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A set-up whose environment fits and whose installer only writes down that it was called."""
    calls: list[str] = []
    for name in ("REQUIREMENTS", "REQUIREMENTS_DEV", "INSTALLER"):
        path = tmp_path / f"{name}.txt"
        path.write_text(name, encoding="utf-8")
        monkeypatch.setattr(places, name, path)
    monkeypatch.setattr(places, "VENV", tmp_path)
    monkeypatch.setattr(install, "STAMP", tmp_path / "stamp.json")
    monkeypatch.setattr(install, "_venv_fits", lambda: True)
    monkeypatch.setattr(install, "_ensure_installer", lambda: None)
    monkeypatch.setattr(
        install, "_install", lambda files, verb: calls.append(f"{verb} {len(files)}")
    )
    return calls


def mark_as_ours() -> None:
    note = {"place": str(places.VENV), "ours": True}
    install.STAMP.write_text(json.dumps(note), encoding="utf-8")


def test_nothing_is_installed_twice(stamped: list[str]) -> None:
    install.STAMP.write_text(
        json.dumps({"place": str(places.VENV), "ours": True}), encoding="utf-8"
    )
    install.ensure_packages(with_tests=False)
    install.ensure_packages(with_tests=False)
    assert stamped == ["sync 1"]


def test_a_changed_requirement_is_installed(stamped: list[str]) -> None:
    install.STAMP.write_text(
        json.dumps({"place": str(places.VENV), "ours": True}), encoding="utf-8"
    )
    install.ensure_packages(with_tests=False)
    places.REQUIREMENTS.write_text("changed", encoding="utf-8")
    install.ensure_packages(with_tests=False)
    assert stamped == ["sync 1", "sync 1"]


def test_test_packages_stay_once_they_are_in(stamped: list[str]) -> None:
    install.STAMP.write_text(
        json.dumps({"place": str(places.VENV), "ours": True}), encoding="utf-8"
    )
    install.ensure_packages(with_tests=True)
    install.ensure_packages(with_tests=False)
    assert stamped == ["sync 2"]


def test_an_environment_made_by_hand_is_added_to_and_not_stripped(stamped: list[str]) -> None:
    install.ensure_packages(with_tests=False)
    places.REQUIREMENTS.write_text("changed", encoding="utf-8")
    install.ensure_packages(with_tests=False)
    assert stamped == ["install 1", "install 1"]


def test_another_python_makes_another_stamp(
    stamped: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = install.wanted_stamp([places.REQUIREMENTS])
    monkeypatch.setattr(install.platform, "python_version", lambda: "3.99.0")
    assert install.wanted_stamp([places.REQUIREMENTS]) != before
