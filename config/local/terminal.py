"""What the person at the keyboard sees: steps with their time, one line when something is wrong."""

import errno
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.local import places

STEP_WIDTH = 46


DISK_FULL = "The disk is full. Free at least 500 MB and try again."


class Trouble(Exception):
    """Something the person can mend; the message is one line and says how."""


@dataclass
class Step:
    """One printed step; `note` is added behind its time."""

    note: str = ""


def say(text: str = "") -> None:
    """Print a line at once, also into a pipe."""
    print(text, flush=True)


@contextmanager
def step(title: str) -> Iterator[Step]:
    """Print a step's title, run it, print its time in seconds."""
    print(f"  {title:<{STEP_WIDTH}}", end="", flush=True)
    started = time.monotonic()
    current = Step()
    try:
        yield current
    except BaseException:
        say("failed")
        raise
    note = f"  ({current.note})" if current.note else ""
    say(f"{time.monotonic() - started:6.1f} s{note}")


def last_lines(path: Path, count: int) -> list[str]:
    """Return the last non-empty lines of a log file, or none when there is no such file."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return [line for line in lines if line.strip()][-count:]


def run_logged(
    command: Sequence[str | Path], *, log: str, advice: str, env: Mapping[str, str] | None = None
) -> None:
    """Run a program with its output in `var/log/<log>.log`.

    :raises Trouble: with `advice` and the program's last line, when it fails
    """
    path = places.LOGS / f"{log}.log"
    with path.open("wb") as output:
        result = subprocess.run(
            [str(part) for part in command],
            cwd=places.ROOT,
            env=dict(env) if env is not None else None,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if result.returncode:
        said = "".join(last_lines(path, 1)).strip()[:200]
        raise Trouble(f"{advice} (var/log/{log}.log ends: {said or 'empty'})")


def complain(text: str) -> None:
    """Print one line to the error stream."""
    print(" ".join(text.split()), file=sys.stderr, flush=True)


def disk_is_full(error: BaseException | None) -> bool:
    """Tell whether an error, or what led to it, is a disk without room."""
    while error is not None:
        full = isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}
        if full or "No space left on device" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False
