"""The web servers of a bench: ours and the bare one, under the same program with the same flags."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException

from config.local import places
from config.local.processes import die_with_parent
from config.local.serving import THREADS
from config.local.terminal import last_lines

WORKERS = 2
PATIENCE = 60.0
HOST = "127.0.0.1"


class ServerDown(Exception):
    """A web server did not come up; the message holds what it said last."""


@contextmanager
def serving(application: str, *, healthy: str) -> Iterator[int]:
    """Run an application under granian on a free port, yield the port, end all its processes.

    :param application: module and name, as `config.wsgi:application`
    :param healthy: an address that answers 200 once it can be asked
    :raises ServerDown: when it does not within a minute
    """
    port = _free_port()
    log = places.LOGS / f"bench-{application.partition(':')[0]}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            _command(application, port),
            cwd=places.ROOT,
            env=os.environ | {"SITE_URL": f"http://{HOST}:{port}", "LOG_LEVEL": "INFO"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGTERM),
        )
    try:
        if not _answers(process, port, healthy):
            raise ServerDown(f"{application} did not start: {' '.join(last_lines(log, 6))}")
        yield port
    finally:
        _end(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _command(application: str, port: int) -> list[str]:
    return [
        *(str(places.VENV_PYTHON), "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", HOST, "--port", str(port), "--workers", str(WORKERS)),
        *("--blocking-threads", str(THREADS), "--workers-kill-timeout", "5", application),
    ]


def _answers(process: subprocess.Popen[bytes], port: int, path: str) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError, HTTPException):
            if status_of(port, path) == 200:
                return True
        time.sleep(0.2)
    return False


def status_of(port: int, path: str) -> int:
    """Return the status with which a server answers."""
    line = HTTPConnection(HOST, port, timeout=PATIENCE)
    try:
        line.request("GET", path)
        return line.getresponse().status
    finally:
        line.close()


def etag_of(port: int, path: str) -> str:
    """Return the tag of a page, under which it can be asked for again; empty when it has none."""
    line = HTTPConnection(HOST, port, timeout=PATIENCE)
    try:
        line.request("GET", path)
        return line.getresponse().headers.get("ETag", "")
    finally:
        line.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    # The session is granian's own, so its number names every worker, and nobody else.
    for number, patience in ((signal.SIGTERM, 15.0), (signal.SIGKILL, 5.0)):
        try:
            os.killpg(process.pid, number)
            process.wait(patience)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
