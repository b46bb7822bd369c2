"""A program that runs beside another and is read when that one has ended."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from config.local import places
from config.local.processes import die_with_parent


class Beside:
    """A program whose output is kept until somebody asks how it ended."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str], name: str) -> None:
        self._log = places.LOGS / f"{name}.log"
        with self._log.open("wb") as output:
            self._process = subprocess.Popen(
                command,
                cwd=places.ROOT,
                env=dict(env),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )

    @property
    def has_ended(self) -> bool:
        """Tell whether the program runs no more."""
        return self._process.poll() is not None

    def end(self) -> int:
        """Wait for the program, print what it said and return its exit status."""
        status = self._process.wait()
        sys.stdout.flush()
        with self._log.open("rb") as said:
            while part := said.read(1 << 16):
                _write(part)
        return status

    def stop(self) -> None:
        """End the program before its time; it ends its own children."""
        if not self.has_ended:
            self._process.send_signal(signal.SIGINT)
            self._process.wait()


def _write(part: bytes) -> None:
    while part:
        part = part[os.write(sys.stdout.fileno(), part) :]


@contextmanager
def beside(command: Sequence[str], env: Mapping[str, str], *, log: str) -> Iterator[Beside]:
    """Run a program beside the block, its output in `var/log/<log>.log`."""
    program = Beside(command, env, log)
    try:
        yield program
    finally:
        program.stop()
