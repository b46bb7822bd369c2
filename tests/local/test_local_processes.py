"""What a killed run leaves behind is found and ended, and nothing else is."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.local import environment, locks, places, processes
from config.local.supervisor import Supervisor
from config.local.terminal import Trouble

SLEEPER = "import time; time.sleep(120)"
PARENT = (
    "import subprocess, sys, time; "
    f"child = subprocess.Popen([sys.executable, '-c', {SLEEPER!r}]); "
    "print(child.pid, flush=True); time.sleep(120)"
)


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-c", SLEEPER], start_new_session=True)
    yield process
    process.kill()
    process.wait()


def wait_for_end(pid: int, seconds: float = 60.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not processes.started_at(pid):
            return True
        time.sleep(0.05)
    return False


def test_a_remembered_process_is_ended(checkout: Path, sleeper: subprocess.Popen[bytes]) -> None:
    processes.write_pid("web", sleeper.pid)
    assert processes.end_leftovers(grace=5.0) == ["web"]
    assert sleeper.wait(timeout=30) == -signal.SIGTERM
    assert list(places.PIDS.glob("*.json")) == []


def test_a_number_used_again_by_another_program_is_left_alone(
    checkout: Path, sleeper: subprocess.Popen[bytes]
) -> None:
    note = {"pid": sleeper.pid, "started": "1"}
    (places.PIDS / "web.json").write_text(json.dumps(note), encoding="utf-8")
    assert processes.end_leftovers(grace=1.0) == []
    assert sleeper.poll() is None
    assert list(places.PIDS.glob("*.json")) == []


def test_a_spoilt_note_is_forgotten(checkout: Path) -> None:
    (places.PIDS / "web.json").write_text("{", encoding="utf-8")
    assert processes.end_leftovers(grace=1.0) == []
    assert list(places.PIDS.glob("*.json")) == []


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("ours", [True, False])
def test_orphans_of_a_dead_leader_are_known_by_the_mark(checkout: Path, ours: bool) -> None:
    mark = str(places.ROOT) if ours else "/another/checkout"
    leader = subprocess.Popen(
        [sys.executable, "-c", PARENT],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env=dict(os.environ) | {environment.MARK: mark},
    )
    assert leader.stdout is not None
    orphan = int(leader.stdout.readline())
    processes.write_pid("web", leader.pid)
    leader.kill()
    leader.wait()
    try:
        assert processes.end_leftovers(grace=5.0) == (["web"] if ours else [])
        assert wait_for_end(orphan, 3.0) is ours
    finally:
        if processes.started_at(orphan):
            os.kill(orphan, signal.SIGKILL)


def start_family(supervisor: Supervisor) -> int:
    supervisor.start("web", [sys.executable, "-c", PARENT], env=dict(os.environ))
    log = places.LOGS / "web.log"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if log.read_text(encoding="utf-8").strip():
            return int(log.read_text(encoding="utf-8"))
        time.sleep(0.05)
    raise AssertionError("the program did not start")


def test_stopping_ends_grandchildren_too(checkout: Path) -> None:
    supervisor = Supervisor()
    grandchild = start_family(supervisor)
    assert processes.started_at(grandchild)
    supervisor.stop()
    assert wait_for_end(grandchild)
    assert list(places.PIDS.glob("*.json")) == []


def test_a_program_deaf_to_requests_is_killed(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.local.supervisor.GRACE", 0.5)
    deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True); "
    supervisor = Supervisor()
    supervisor.start("web", [sys.executable, "-c", deaf + "time.sleep(120)"], env=dict(os.environ))
    pid = supervisor.children[0].process.pid
    while not (places.LOGS / "web.log").read_text(encoding="utf-8"):
        time.sleep(0.05)
    supervisor.stop()
    assert wait_for_end(pid)


def test_a_program_that_ends_ends_the_run_with_its_last_words(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    supervisor = Supervisor()
    dying = "import sys; print('the reason why'); sys.exit(3)"
    supervisor.start("worker", [sys.executable, "-c", dying], env=dict(os.environ))
    with pytest.raises(Trouble, match=r"worker ended \(exit status 3\).*var/log/worker.log"):
        supervisor.watch()
    assert "the reason why" in capsys.readouterr().err
    supervisor.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of a death")
def test_programs_end_when_the_supervisor_is_killed_outright(checkout: Path) -> None:
    script = (
        "import os, subprocess, sys, time; from config.local.processes import die_with_parent; "
        f"child = subprocess.Popen([sys.executable, '-c', {SLEEPER!r}], "
        "preexec_fn=die_with_parent(15)); print(child.pid, flush=True); time.sleep(120)"
    )
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    child = int(process.stdout.readline())
    process.kill()
    process.wait()
    assert wait_for_end(child)


def test_the_second_of_two_is_refused_until_the_first_is_gone(checkout: Path) -> None:
    refused = pytest.raises(Trouble, match=rf"Stop it first \(process {os.getpid()}\)")
    first = locks.only_one("run", advice="Stop it first")
    second = locks.only_one("run", advice="Stop it first")
    with first, refused, second:
        pass
    with locks.only_one("run", advice="Stop it first"):
        pass
