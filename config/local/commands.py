"""The commands behind the make targets."""

import errno
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

from config.local import (
    accounts,
    environment,
    places,
    ports,
    postgres,
    processes,
    serving,
    signins,
    template,
)
from config.local.beside import beside
from config.local.browser import VARIABLE, ensure_browser
from config.local.install import ensure_packages
from config.local.locks import only_one
from config.local.pins import renew
from config.local.poppler import ensure_poppler
from config.local.terminal import DISK_FULL, Trouble, complain, disk_is_full, say, step

MEGABYTE = 1024 * 1024
#: Megabytes; the packages of the first set-up take most of it.
NEEDED, NEEDED_AT_FIRST = 500, 1500
#: Each has a database, and perhaps a browser, of its own.
MOST_WORKERS = 4


#: The theme's tests close their browser; those of the town keep one to the end.
BROWSED = ("tests/theme/test_browser.py", "tests/browser")


def run_command(arguments: Sequence[str]) -> int:
    """Run one command by name and return its exit status; trouble is one line, no traceback."""
    verb = arguments[0] if arguments else ""
    if verb not in COMMANDS:
        complain(f"usage: python -m config.local.bootstrap {'|'.join(COMMANDS)}")
        return 2
    _listen_to_signals()
    try:
        places.make_folders()
        _ensure_ours()
        _ensure_space()
        return COMMANDS[verb](list(arguments[1:]))
    except Trouble as trouble:
        complain(str(trouble))
    except KeyboardInterrupt:
        say("\nInterrupted.")
        return 130
    except OSError as error:
        complain(_about_system(error))
    return 1


def _listen_to_signals() -> None:
    """Stop on Ctrl-C even where a shell started us deaf to it; stay after a hang-up under nohup."""
    signal.signal(signal.SIGINT, _interrupt)
    signal.signal(signal.SIGTERM, _interrupt)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, _interrupt)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _about_system(error: OSError) -> str:
    if disk_is_full(error):
        return DISK_FULL
    if error.errno in {errno.EACCES, errno.EPERM} and error.filename:
        return _closed(Path(os.fsdecode(error.filename)))
    return f"The system refused: {error}"


def _closed(path: Path) -> str:
    owner = accounts.owner_of(path)
    return (
        f"{path} belongs to {owner} and is closed to you. Run as {owner}, "
        f"or as root: chown -R {os.geteuid()} '{places.ROOT}'"
    )


def _ensure_ours() -> None:
    """A first run as root leaves folders that an ordinary user cannot go on with."""
    for path in (places.VAR, places.PIDS, places.LOGS, places.STAMPS, places.VENV):
        if path.is_dir() and not os.access(path, os.W_OK | os.X_OK):
            raise Trouble(_closed(path))


def _ensure_space() -> None:
    free = shutil.disk_usage(places.VAR).free // MEGABYTE
    needed = NEEDED if places.VENV.is_dir() else NEEDED_AT_FIRST
    if free < needed:
        raise Trouble(
            f"Only {free} MB are free on the disk of {places.ROOT}. "
            f"Free at least {needed} MB and try again."
        )


def prepare(steps: Sequence[str], env: Mapping[str, str]) -> None:
    """Run preparation steps inside the virtual environment.

    :raises SystemExit: when one failed; it has said so itself
    """
    command = [str(places.VENV_PYTHON), "-m", "config.local.prepare", *steps]
    status = _run(command, env)
    if status:
        raise SystemExit(status if status > 0 else 1)


def _run(command: Sequence[str], env: Mapping[str, str]) -> int:
    """Run a program in the foreground; it ends with us, whatever ends us."""
    with subprocess.Popen(
        command,
        cwd=places.ROOT,
        env=dict(env),
        preexec_fn=processes.die_with_parent(signal.SIGTERM),
    ) as process:
        try:
            return process.wait()
        except KeyboardInterrupt:
            process.terminate()
            process.wait()
            raise


@contextmanager
def database(name: str, *, settings: dict[str, str] | None = None) -> Iterator[str]:
    """Yield the address of the database to use: DATABASE_URL, or an embedded server's."""
    given = os.environ.get("DATABASE_URL")
    if given:
        yield given
        return
    with ExitStack() as stack:
        with step("PostgreSQL (embedded)") as current:
            server = stack.enter_context(postgres.running(name, settings=settings))
            current.note = server.home.note
        yield server.url()


def run(arguments: list[str]) -> int:
    """Set everything up and run it until it is interrupted."""
    processes.follow_make()
    started = time.monotonic()
    busy = "Loggia is already running from this checkout. Stop it first"
    with only_one("run", advice=busy):
        ended = processes.end_leftovers(grace=5.0)
        if ended:
            say(f"  Ended what an earlier run left behind: {', '.join(ended)}")
        chosen = ports.choose_ports(os.environ.get("PORT"))
        ensure_packages(with_tests=False)
        with database("postgres") as url:
            env = environment.run_environment(database_url=url, ports=chosen)
            prepare(["translations", "database", "migrations", "static", "demonstration"], env)
            serving.serve(chosen, env, started=started)
    return 0


def _module(*arguments: str) -> list[str]:
    return [str(places.VENV_PYTHON), "-m", *arguments]


def codes(arguments: list[str]) -> int:
    """Print the demonstration's sign-ins with the codes that are valid now."""
    if not signins.read_sign_ins():
        raise Trouble("There is no demonstration yet. Make it with: make run")
    signins.print_sign_ins()
    return 0


def test(arguments: list[str]) -> int:
    """Set up and run pytest; its exit status is ours."""
    processes.follow_make()
    with only_one("test", advice="The tests already run in this checkout. Wait for them"):
        ensure_packages(with_tests=True)
        browser = ensure_browser()
        ensure_poppler()
        with database("postgres-test", settings=postgres.THROWAWAY) as url:
            env = environment.base_environment() | {"DATABASE_URL": url, VARIABLE: browser}
            env["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
            steps = ["translations", "database"]
            if template.VARIABLE not in env:
                env[template.VARIABLE] = template.template_name()
                steps.append("template")
            prepare(steps, env)
            chosen = _extra_arguments(arguments)
            if chosen:
                return _run([*_pytest(), *chosen], env)
            # The browser's driver leaves an event loop in its process: what drives a browser has
            # one of its own, beside the rest, for it waits as much as it works.
            skipped = [f"--ignore={path}" for path in BROWSED]
            with beside(_module("pytest", *BROWSED), env, log="browser-tests") as browsing:
                first = _run([*_pytest(), *skipped], env)
                return browsing.end() or first


def _pytest() -> list[str]:
    """Return pytest for this machine; a later `-n` in ARGS, such as `-n 0`, replaces ours."""
    workers = min(os.cpu_count() or 1, MOST_WORKERS)
    return _module("pytest", "-n", str(workers), "--dist", "loadgroup")


def _extra_arguments(arguments: list[str]) -> list[str]:
    return [*arguments, *shlex.split(os.environ.get("ARGS", ""))]


def check(arguments: list[str]) -> int:
    """Set up and run every static check."""
    ensure_packages(with_tests=True)
    prepare(["translations"], environment.base_environment())
    return _run(_module("config.local.checks", *arguments), environment.base_environment())


def ci(arguments: list[str]) -> int:
    """Set up, and run every check beside every test."""
    processes.follow_make()
    ensure_packages(with_tests=True)
    env = environment.base_environment()
    prepare(["translations"], env)
    with beside(_module("config.local.checks"), env, log="checks") as checking:
        tested = test([])
        return checking.end() or tested


def bench(arguments: list[str]) -> int:
    """Set up and run the benchmarks, on a durable server of their own."""
    with only_one("bench", advice="The benchmarks already run in this checkout. Wait for them"):
        ensure_packages(with_tests=True)
        with database("postgres-bench", settings=postgres.ROOMY) as url:
            env = environment.local_secrets() | environment.base_environment()
            env |= {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
            prepare(["translations", "database", "migrations", "static"], env)
            return _run([*_module("tests.bench"), *_extra_arguments(arguments)], env)


def lock(arguments: list[str]) -> int:
    """Bring the pinned requirement files in line with what the project names."""
    ensure_packages(with_tests=True)
    renew(_extra_arguments(arguments))
    return 0


def vendor(arguments: list[str]) -> int:
    """Fetch the front-end packages again; the only command that needs Node's npm."""
    if not shutil.which("npm"):
        raise Trouble("Fetching the front-end packages needs npm. Run: apt-get install npm")
    ensure_packages(with_tests=True)
    uv = str(places.VENV / "bin" / "uv")
    tools = ["run", "--no-project", "--with", "fonttools", "--with", "brotli"]
    return _run([uv, *tools, "python", "-m", "theme.vendor"], environment.base_environment())


def clean(arguments: list[str]) -> int:
    """Remove everything that the other commands made."""
    with only_one("run", advice="Loggia runs from this checkout. Stop it first"):
        for name in ("postgres", "postgres-test", "postgres-bench"):
            if places.VENV.exists() and (places.VAR / name).exists():
                server = postgres.Server(name)
                server.stop()
                shutil.rmtree(server.socket, ignore_errors=True)
        outside = accounts.STATE / f"loggia-{places.checkout_id()}"
        for path in (places.VENV, places.VAR, outside):
            shutil.rmtree(path, ignore_errors=True)
        for name in ("__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"):
            for path in places.ROOT.rglob(name):
                shutil.rmtree(path, ignore_errors=True)
    return 0


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": run,
    "codes": codes,
    "test": test,
    "check": check,
    "ci": ci,
    "bench": bench,
    "lock": lock,
    "vendor": vendor,
    "clean": clean,
}


if __name__ == "__main__":
    sys.exit(run_command(sys.argv[1:]))
