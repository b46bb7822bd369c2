"""One run and one test suite per checkout at a time; the kernel frees the lock of a killed one."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from config.local import places
from config.local.terminal import Trouble


@contextmanager
def only_one(name: str, *, advice: str) -> Iterator[None]:
    """Hold the checkout's lock `name` for the block.

    :raises Trouble: with `advice` and the holder's process number, when somebody holds it
    """
    path = places.PIDS / f"{name}.lock"
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(handle, 20).decode() or "unknown"
            raise Trouble(f"{advice} (process {holder})") from None
        os.ftruncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())
        yield
    finally:
        os.close(handle)
