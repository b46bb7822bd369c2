"""Whatever is wrong on the machine is told in one line that says how to mend it."""

import ast
import os
import socket
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from config.local import bootstrap, commands, ports
from config.local.terminal import Trouble, disk_is_full


def run_bare(root: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(root)!r}); "
         "from config.local.bootstrap import main; sys.exit(main(sys.argv[1:]))", *arguments],
        cwd=root,
        env={"PATH": os.environ["PATH"], "HOME": str(root)} | env,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )  # fmt: skip


def test_a_taken_port_is_one_line_and_another_port_is_named(copied_tool_box: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        answer = run_bare(copied_tool_box, "run", PORT=str(port))
    assert answer.returncode == 1
    lines = answer.stderr.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(f"Port {port} is taken by another program.")
    assert "make run PORT=" in lines[0]


def test_missing_packages_offline_are_one_line(copied_tool_box: Path) -> None:
    answer = run_bare(
        copied_tool_box, "run", PORT="18431", PIP_INDEX_URL="http://127.0.0.1:9/simple",
        PIP_CONFIG_FILE=os.devnull, PIP_RETRIES="0",
    )  # fmt: skip
    assert answer.returncode == 1
    assert len(answer.stderr.splitlines()) == 1
    assert answer.stderr.startswith("The packages could not be fetched. Check the network")


def test_an_unknown_command_lists_the_known_ones(copied_tool_box: Path) -> None:
    answer = run_bare(copied_tool_box, "fly")
    assert answer.returncode == 2
    assert "run|codes|test|check" in answer.stderr


@pytest.mark.parametrize("text", ["abc", "0", "-1", "70000", "80 00"])
def test_what_is_no_port_is_said(text: str) -> None:
    with pytest.raises(Trouble, match="is not a port"):
        ports.choose_ports(text)


def test_sandboxes_take_the_next_free_ports() -> None:
    with socket.socket() as first, socket.socket() as second:
        first.bind(("127.0.0.1", 0))
        first.listen()
        base = first.getsockname()[1]
        second.bind(("127.0.0.1", 0))
        second.listen()
        web = base - 1
        try:
            chosen = ports.choose_ports(str(web))
        except Trouble:
            pytest.skip("the port below is in use on this machine")
        assert chosen.web == web
        assert base not in (chosen.stripe, chosen.gsis)
        assert chosen.stripe != chosen.gsis


def test_an_old_python_can_read_the_door_and_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source = Path(bootstrap.__file__).read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 4))
    monkeypatch.setattr(bootstrap, "sys", SimpleNamespace(version_info=(3, 9), stderr=sys.stderr))
    assert bootstrap.main(["run"]) == 2
    said = capsys.readouterr().err
    assert said.splitlines() == [
        "Loggia needs Python 3.11 or newer, but this is Python 3.9. Install a newer one and "
        "name it: make run PYTHON=python3.11"
    ]


def test_a_full_disk_is_said_before_anything_is_written(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    usage = SimpleNamespace(free=100 * commands.MEGABYTE)
    monkeypatch.setattr(commands.shutil, "disk_usage", lambda path: usage)
    assert commands.run_command(["codes"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("Only 100 MB are free")
    assert len(said.splitlines()) == 1


def test_a_full_disk_is_recognised_behind_another_error() -> None:
    error = RuntimeError("could not write")
    error.__cause__ = OSError(28, "No space left on device")
    assert disk_is_full(error)
    assert not disk_is_full(OSError(13, "Permission denied"))


def test_a_file_of_another_user_names_its_owner(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(arguments: list[str]) -> int:
        raise PermissionError(13, "Permission denied", str(checkout / "var"))

    monkeypatch.setitem(commands.COMMANDS, "codes", refuse)
    assert commands.run_command(["codes"]) == 1
    said = capsys.readouterr().err
    assert "is closed to you. Run as" in said
    assert len(said.splitlines()) == 1


def test_folders_of_another_user_are_said_at_once(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(commands.os, "access", lambda path, mode: path != checkout / "var")
    assert commands.run_command(["codes"]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"{checkout / 'var'} belongs to")
    assert len(said.splitlines()) == 1
