"""The embedded PostgreSQL: one server per data folder, on a private socket, never on the network.

    with postgres.running("bench") as server:
        server.url("loggia"), server.binary("pgbench"), server.environment()

The wheel's own server class is not used: it breaks on paths with spaces and cannot run as root.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from config.local import accounts, places
from config.local.processes import die_with_parent, end_processes, started_at
from config.local.terminal import DISK_FULL, Trouble, last_lines, say

USER = "loggia"
START_LIMIT = 60.0
BUILT_IN = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
DURABLE = {
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_connections": "100",
    "max_wal_size": "2GB",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_duration_statement": "1000",
}
#: As durable, with the memory that a town's own server has and the demonstration need not take.
#: With the usual 16 MB of WAL a list fills them and its own process writes them, page by page.
ROOMY = {
    "shared_buffers": "1GB",
    "effective_cache_size": "4GB",
    "max_wal_size": "8GB",
    "wal_buffers": "64MB",
}
#: For data that nobody misses after a power cut; everything else behaves the same.
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Server:
    """One embedded server; its data lie under `var/<name>`."""

    def __init__(self, name: str = "postgres", *, settings: dict[str, str] | None = None) -> None:
        self.name = name
        self.settings = DURABLE | (settings or {})
        self.account = accounts.server_account(name)
        self.home = accounts.reachable_home(self.account, name)
        self.data = self.home.data
        self.socket = accounts.socket_folder(self.account, name)
        self.log = places.LOGS / f"{name}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def binary(self, name: str) -> Path:
        """Return one of PostgreSQL's programs (`psql`, `pgbench`, `pg_dump` …)."""
        return self.home.programs / "bin" / name

    def url(self, database: str = USER) -> str:
        """Return the address of a database, as DATABASE_URL and libpq understand it."""
        return f"postgres://{USER}@/{database}?host={quote(str(self.socket))}"

    def environment(self) -> dict[str, str]:
        """Return the variables that point PostgreSQL's programs at this server."""
        return {"PGHOST": str(self.socket), "PGUSER": USER, "PGDATABASE": USER}

    def start(self, *, background: bool = False) -> None:
        """Start the server and make the database `loggia`, cleaning up after a killed one first.

        :param background: leave it running after this program; otherwise it ends with us
        :raises Trouble: when it does not come up
        """
        self._end_leftover()
        self._initialise()
        accounts.make_private(self.socket, self.account)
        for stale in self.socket.glob(".s.PGSQL.*"):
            stale.unlink(missing_ok=True)
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self._command(),
                cwd=self.data,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=self._own_environment(),
                start_new_session=True,
                preexec_fn=None if background else die_with_parent(signal.SIGINT),
                **self.account.as_arguments(),
            )
        self._wait_until_ready()
        self._ensure_database()

    def stop(self) -> None:
        """End the server: clients are cut off, data are safe."""
        pid = self.process.pid if self.process else self.running_pid()
        if pid is None:
            return
        for number, patience in (
            (signal.SIGINT, 30.0),
            (signal.SIGQUIT, 10.0),
            (signal.SIGKILL, 5.0),
        ):
            with suppress(ProcessLookupError):
                os.kill(pid, number)
            if self._gone(pid, patience):
                break
        self.process = None
        with suppress(OSError):
            self.socket.rmdir()

    def running_pid(self) -> int | None:
        """Return the process number of a server that runs on these data, if any."""
        try:
            pid = int((self.data / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
        except (OSError, ValueError):
            return None
        return pid if pid in _processes_in(self.data) else None

    def _gone(self, pid: int, patience: float) -> bool:
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if self.process is not None and self.process.poll() is not None:
                return True
            if not started_at(pid):
                return True
            time.sleep(0.05)
        return False

    def _end_leftover(self) -> None:
        """A killed run may leave a server, its backends, or only its files behind."""
        if self.running_pid() is not None:
            self.process = None
            self.stop()
        orphans = _processes_in(self.data)
        if orphans:
            end_processes(orphans, grace=3.0)
        # With nobody left in the folder the lock is stale, even when its number is in use again.
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _initialise(self) -> None:
        version = self.data / "PG_VERSION"
        if version.exists():
            found, ours = version.read_text(encoding="utf-8").strip(), self.home.major
            if found != ours:
                raise Trouble(
                    f"{self.data} was made by PostgreSQL {found}, this is {ours}. Dump it with the "
                    "old programs first, or start afresh with: make clean"
                )
            return
        fresh = self.data.with_name(self.data.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        accounts.make_private(fresh, self.account)
        # The server's own order of text is the one of the C library's C.UTF-8, without a call into
        # it for each comparison: a list is certified about a tenth faster. What splits texts into
        # words still asks the C library, so its locale is named where the machine has it.
        if not self._initdb(fresh, ["--locale=C.UTF-8", *BUILT_IN]):
            shutil.rmtree(fresh, ignore_errors=True)
            accounts.make_private(fresh, self.account)
            if not self._initdb(fresh, ["--locale=C", *BUILT_IN]):
                raise Trouble(self._failure("PostgreSQL could not make its data folder"))
        # Only a complete folder gets the name that later starts trust.
        fresh.rename(self.data)

    def _initdb(self, folder: Path, locale: list[str]) -> bool:
        command = [str(self.binary("initdb")), "-D", str(folder), "-U", USER, "--encoding=UTF8"]
        command += ["--auth-local=trust", "--auth-host=reject", "--no-instructions", *locale]
        with self.log.open("ab") as output:
            result = subprocess.run(
                command,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=self._own_environment(),
                check=False,
                **self.account.as_arguments(),
            )
        return result.returncode == 0

    def _command(self) -> list[str]:
        settings = self.settings | {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket),
            "unix_socket_permissions": "0700",
        }
        command = [str(self.binary("postgres")), "-D", str(self.data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        return command

    def _own_environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
        return kept | {"LC_ALL": "C.UTF-8", "HOME": str(self.socket)}

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_LIMIT
        while time.monotonic() < deadline:
            if self.process is not None and self.process.poll() is not None:
                raise Trouble(self._failure("PostgreSQL did not start"))
            if self._client("psql", "-d", "postgres", "-Atqc", "select 1").returncode == 0:
                return
            time.sleep(0.1)
        self.stop()
        raise Trouble(self._failure(f"PostgreSQL did not answer within {START_LIMIT:.0f} seconds"))

    def _ensure_database(self) -> None:
        asked = f"select 1 from pg_database where datname = '{USER}'"  # noqa: S608
        if not self._client("psql", "-d", "postgres", "-Atqc", asked).stdout.strip():
            made = self._client("createdb", USER)
            if made.returncode:
                raise Trouble(f"The database could not be created: {made.stderr.strip()}")

    def _client(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.binary(program)), *arguments],
            env=self._own_environment() | self.environment() | {"PGCONNECT_TIMEOUT": "5"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def _failure(self, text: str) -> str:
        said = last_lines(self.log, 4)
        if any("No space left" in line for line in said):
            return DISK_FULL
        return f"{text}: {said[-1][:160] if said else 'no message'} (see var/log/{self.log.name})"


def _processes_in(folder: Path) -> list[int]:
    """Return the server and its backends: PostgreSQL's processes stay in their data folder."""
    if not Path("/proc/self/cwd").exists():
        return _processes_by_lock(folder)
    place, found = folder.resolve(), []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            inside = (entry / "cwd").readlink() == place
            if inside and (entry / "comm").read_text(encoding="utf-8").startswith("postgres"):
                found.append(int(entry.name))
    return found


def _processes_by_lock(folder: Path) -> list[int]:
    """Without /proc, trust the lock file as far as the program's name goes."""
    with suppress(OSError, ValueError):
        pid = int((folder / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
        answer = subprocess.run(
            ["ps", "-o", "comm=", "-p", str(pid)], capture_output=True, text=True, check=False
        )
        return [pid] if "postgres" in answer.stdout else []
    return []


@contextmanager
def running(name: str = "postgres", *, settings: dict[str, str] | None = None) -> Iterator[Server]:
    """Run an embedded server for as long as the block lasts."""
    places.make_folders()
    server = Server(name, settings=settings)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _main(arguments: list[str]) -> int:
    places.make_folders()
    server = Server(arguments[1] if len(arguments) > 1 else "postgres")
    verb = arguments[0] if arguments else "url"
    if verb == "start" and server.running_pid() is None:
        server.start(background=True)
    elif verb == "stop":
        server.stop()
    elif verb not in {"start", "url"}:
        say("usage: python -m config.local.postgres start|stop|url [name]")
        return 2
    if verb != "stop":
        say(server.url())
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
