"""Keeps the programs of `make run` together: all of them run, or none does."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from config.local import places, processes
from config.local.terminal import Trouble, complain, last_lines, say

GRACE = 10.0
POLL = 0.3


@dataclass
class Child:
    """One supervised program and everything it starts: a process group of its own."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def signal_group(self, number: int) -> None:
        """Send a signal to the program and all its descendants."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, number)

    def group_lives(self) -> bool:
        """Tell whether the program or any descendant still runs."""
        self.process.poll()
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True


class Supervisor:
    """Starts programs, watches them, ends them all."""

    def __init__(self) -> None:
        self.children: list[Child] = []

    def start(self, name: str, command: Sequence[str | Path], *, env: Mapping[str, str]) -> None:
        """Start a program in a group of its own, its output in `var/log/<name>.log`."""
        log = places.LOGS / f"{name}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [str(part) for part in command],
                cwd=places.ROOT,
                env=dict(env),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=processes.die_with_parent(signal.SIGTERM),
            )
        processes.write_pid(name, process.pid)
        self.children.append(Child(name, process, log))

    def wait_healthy(self, name: str, url: str, *, limit: float) -> None:
        """Wait until an address answers with success.

        :param limit: seconds to wait
        :raises Trouble: when it does not, or when a program ends meanwhile
        """
        deadline = time.monotonic() + limit
        said = "no answer"
        while time.monotonic() < deadline:
            self.raise_if_ended()
            said = _answer(url)
            if not said:
                return
            time.sleep(0.2)
        raise Trouble(f"{name} is not healthy: {url} gave {said}. See var/log/{name}.log")

    def wait_listening(self, name: str, port: int, *, limit: float) -> None:
        """Wait until a program accepts connections on a port of this machine.

        :param limit: seconds to wait
        :raises Trouble: when it does not, or when a program ends meanwhile
        """
        deadline = time.monotonic() + limit
        while time.monotonic() < deadline:
            self.raise_if_ended()
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                return
            time.sleep(0.2)
        raise Trouble(f"{name} does not listen on port {port}. See var/log/{name}.log")

    def raise_if_ended(self) -> None:
        """Refuse to go on when a program has ended.

        :raises Trouble: naming the program and its last lines
        """
        for child in self.children:
            status = child.process.poll()
            if status is None:
                continue
            for line in last_lines(child.log, 15):
                complain(f"  {child.name} | {line}")
            raise Trouble(
                f"{child.name} ended ({_in_words(status)}), so everything was stopped. "
                f"Its last words are above; all of them are in var/log/{child.log.name}"
            )

    def watch(self) -> None:
        """Wait until a program ends, which is always wrong, or a signal interrupts."""
        while True:
            self.raise_if_ended()
            time.sleep(POLL)

    def stop(self) -> None:
        """End every program and every descendant, politely first."""
        for number, patience in ((signal.SIGTERM, GRACE), (signal.SIGKILL, 5.0)):
            living = [child for child in self.children if child.group_lives()]
            for child in living:
                child.signal_group(number)
            deadline = time.monotonic() + patience
            while time.monotonic() < deadline and any(child.group_lives() for child in living):
                time.sleep(0.05)
        for child in self.children:
            if child.group_lives():
                say(f"  {child.name} (process {child.process.pid}) could not be ended.")
            else:
                processes.forget_pid(child.name)
        self.children.clear()


def _answer(url: str) -> str:
    """Return an empty string for a good answer, else what went wrong."""
    try:
        with urllib.request.urlopen(url, timeout=5):  # noqa: S310
            return ""
    except urllib.error.HTTPError as error:
        return f"status {error.code}"
    except OSError as error:
        return str(getattr(error, "reason", error))


def _in_words(status: int) -> str:
    if status < 0:
        return f"killed by {signal.Signals(-status).name}"
    return f"exit status {status}"
