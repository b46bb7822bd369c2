"""Bring database, static files and demonstration to the state the code expects (inside `.venv`).

One process for all of them, because starting Django is most of the time when nothing has changed.
"""

import argparse
import hashlib
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import StringIO
from typing import cast

from config.local import catalogue, places, template
from config.local.terminal import DISK_FULL, Trouble, complain, disk_is_full, step

DATABASE_PATIENCE = 10.0
OLDEST_POSTGRES = 15
LOG = places.LOGS / "prepare.log"


def compile_translations() -> None:
    """Compile the catalogues that changed since they were compiled."""
    with step("Translations") as current:
        changed = catalogue.compile_all()
        current.note = f"{changed} compiled" if changed else "unchanged"


def reach_database() -> None:
    """Connect to the configured database.

    :raises Trouble: when it cannot be reached, does not exist or is too old
    """
    from django.db import OperationalError, connection

    with step("Database") as current:
        deadline = time.monotonic() + DATABASE_PATIENCE
        while True:
            try:
                connection.ensure_connection()
                break
            except OperationalError as error:
                final = any(word in str(error) for word in ("does not exist", "authentication"))
                if final or time.monotonic() > deadline:
                    raise Trouble(_database_advice(str(error))) from None
                time.sleep(0.5)
        major = int(getattr(connection, "pg_version", 0)) // 10_000
        if major < OLDEST_POSTGRES:
            raise Trouble(
                f"The database server is PostgreSQL {major}; Loggia needs {OLDEST_POSTGRES} "
                "or newer. Point DATABASE_URL at a newer one, or unset it to use the embedded one."
            )
        current.note = f"PostgreSQL {major}"


def _database_advice(said: str) -> str:
    reason = (said.strip().splitlines() or ["no answer"])[0].rpartition("FATAL:")[2].strip()
    if "does not exist" in reason:
        return (
            f"The database is missing: {reason}. Create it with createdb, or correct DATABASE_URL."
        )
    return (
        f"The database cannot be reached: {reason}. Start it, correct DATABASE_URL, or unset it "
        "to use the embedded PostgreSQL."
    )


def migrate() -> None:
    """Apply the migrations that are missing."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    with step("Migrations") as current:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            call_command("migrate", interactive=False, verbosity=0, stdout=StringIO())
        current.note = f"{len(plan)} applied" if plan else "unchanged"


def collect_static() -> None:
    """Collect, compress and name static files by content, when any of them changed."""
    from django.conf import settings
    from django.core.management import call_command

    stamp = places.STAMPS / "static"
    with step("Static files") as current:
        wanted = _static_digest()
        done = stamp.exists() and stamp.read_text(encoding="utf-8") == wanted
        if done and settings.STATIC_ROOT.is_dir():
            current.note = "unchanged"
            return
        call_command("collectstatic", interactive=False, verbosity=0, clear=True, stdout=StringIO())
        stamp.write_text(wanted, encoding="utf-8")


def _static_digest() -> str:
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = os.stat(storage.path(path))
            digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def make_demonstration() -> None:
    """Build the demonstration town, or finish it; keep out of a real town's database."""
    from django.core.management import call_command

    stamp = places.STAMPS / "demonstration"
    with step("Demonstration town") as current:
        own_users, ours = _users()
        if own_users and not ours:
            current.note = "left out: the database has users of its own"
            return
        place = hashlib.sha256(os.environ.get("DATABASE_URL", "").encode()).hexdigest()
        if ours and stamp.exists() and stamp.read_text(encoding="utf-8") == place:
            current.note = "unchanged"
            return
        call_command("demo", scale="small", verbosity=0, stdout=StringIO())
        stamp.write_text(place, encoding="utf-8")


def _users() -> tuple[bool, bool]:
    """Tell whether there are users, and whether the demonstration's clerk is among them."""
    from django.contrib.auth import get_user_model

    from config.demo.town import CLERK

    users = get_user_model()._default_manager
    return users.exists(), users.filter(email=CLERK).exists()


def _set_up_django() -> None:
    import django
    from django.conf import settings

    storage = cast("dict[str, dict[str, str]]", settings.STORAGES)["staticfiles"]
    if storage["BACKEND"] == "whitenoise.storage.CompressedManifestStaticFilesStorage":
        storage["BACKEND"] = "config.local.static.QuickStorage"
    django.setup()


STEPS: dict[str, Callable[[], None]] = {
    "translations": compile_translations,
    "database": reach_database,
    "migrations": migrate,
    "template": template.ensure_template,
    "static": collect_static,
    "demonstration": make_demonstration,
}


def main(arguments: list[str]) -> int:
    """Run the named steps in order; one line and status 1 when one of them fails."""
    parser = argparse.ArgumentParser(prog="python -m config.local.prepare")
    parser.add_argument("steps", nargs="+", choices=[*STEPS])
    wanted = parser.parse_args(arguments).steps
    with _errors_to_log():
        trouble = _perform(wanted)
    if trouble:
        complain(trouble)
    return 1 if trouble else 0


@contextmanager
def _errors_to_log() -> Iterator[None]:
    """Keep what packages write to the error stream out of the list of steps."""
    screen = os.dup(2)
    handle = os.open(LOG, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o644)
    os.dup2(handle, 2)
    try:
        yield
    finally:
        os.dup2(screen, 2)
        os.close(screen)
        os.close(handle)


def _perform(wanted: list[str]) -> str:
    """Run the steps; return one line about what went wrong, or nothing."""
    try:
        if wanted != ["translations"]:
            _set_up_django()
        for name in wanted:
            STEPS[name]()
    except Trouble as trouble:
        return str(trouble)
    except Exception as error:
        with suppress(OSError):
            traceback.print_exc()
        if disk_is_full(error):
            return DISK_FULL
        said = (str(error).strip().splitlines() or [""])[0][:200]
        return f"{type(error).__name__}: {said} (the whole story is in var/log/{LOG.name})"
    return ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
