"""Processes of this checkout: started so that they end with us, found again if they did not."""

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from config.local import places
from config.local.environment import MARK

PR_SET_PDEATHSIG = 1


def die_with_parent(number: int) -> Callable[[], None]:
    """Return a hook for a child: the kernel sends it signal `number` when its parent is gone."""
    parent = os.getpid()
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

    def hook() -> None:
        if libc is None:
            return
        libc.prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return hook


def follow_make() -> None:
    """End when the `make` that started us is killed outright; a plain shell may leave us behind."""
    if sys.platform != "linux":
        return
    with suppress(OSError):
        name = Path(f"/proc/{os.getppid()}/comm").read_text(encoding="utf-8").strip()
        if name in {"make", "gmake"}:
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def started_at(pid: int) -> str:
    """Return a word for the instant a process started, empty when there is no such process.

    A process number is used again by the system; number and start together are not.
    """
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        if Path("/proc/self/stat").exists():
            return ""
        answer = subprocess.run(
            ["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
        )
        return answer.stdout.strip()
    fields = text.rpartition(")")[2].split()
    return "" if fields[0] in "ZX" else fields[19]


def write_pid(name: str, pid: int) -> None:
    """Remember a started process under `var/run`."""
    note = {"pid": pid, "started": started_at(pid)}
    (places.PIDS / f"{name}.json").write_text(json.dumps(note), encoding="utf-8")


def forget_pid(name: str) -> None:
    """Forget a process that has ended."""
    (places.PIDS / f"{name}.json").unlink(missing_ok=True)


def end_leftovers(*, grace: float) -> list[str]:
    """End what an earlier, killed run of this checkout left behind; return the names ended.

    :param grace: seconds a process has before it is killed outright
    """
    found = []
    for path in sorted(places.PIDS.glob("*.json")):
        members = _remembered_group(path)
        if members:
            end_processes(members, grace=grace)
            found.append(path.stem)
        path.unlink(missing_ok=True)
    return found


def _remembered_group(path: Path) -> list[int]:
    try:
        note = json.loads(path.read_text(encoding="utf-8"))
        pid, started = int(note["pid"]), str(note["started"])
    except (OSError, ValueError, KeyError, TypeError):
        return []
    leader = [pid] if started and started_at(pid) == started else []
    return sorted({*leader, *_marked_members(pid)})


def _marked_members(group: int) -> Iterator[int]:
    """Yield the processes of a group that carry this checkout's mark (Linux only)."""
    mark = f"{MARK}={places.ROOT}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            fields = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()
            if int(fields[2]) == group and mark in (folder / "environ").read_bytes().split(b"\0"):
                yield int(folder.name)


def end_processes(pids: list[int], *, grace: float) -> None:
    """Ask processes to end and kill those that have not within `grace` seconds."""
    for number, patience in ((signal.SIGTERM, grace), (signal.SIGKILL, 5.0)):
        alive = [pid for pid in pids if started_at(pid)]
        for pid in alive:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline and any(started_at(pid) for pid in alive):
            time.sleep(0.1)
