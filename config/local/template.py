"""The migrated database that every test database is a copy of."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from config.local import places
from config.local.terminal import step

VARIABLE = "TEST_TEMPLATE"
PACKAGES = ("backoffice", "config", "eservices", "integrations", "portal", "theme")


def template_name() -> str:
    """Return the name that belongs to this checkout and to its migrations as they are now."""
    digest = hashlib.sha256()
    for path in _sources():
        digest.update(f"{path.relative_to(places.ROOT)}\n".encode())
        digest.update(path.read_bytes())
    return _prefix() + digest.hexdigest()[:12]


def _prefix() -> str:
    return f"loggia_template_{places.checkout_id()}_"


def _sources() -> Iterator[Path]:
    yield places.REQUIREMENTS  # packages bring migrations too
    for package in PACKAGES:
        for path in sorted((places.ROOT / package).rglob("*")):
            folders = set(path.relative_to(places.ROOT).parts)
            # Migrations load data files that lie beside them, such as the chart of accounts.
            if path.is_file() and folders & {"migrations", "data"} and "__pycache__" not in folders:
                yield path


def ensure_template() -> None:
    """Make the database that TEST_TEMPLATE names, unless it is there; drop its predecessors.

    It gets its name when it is complete, so that a killed run leaves nothing a test could copy.
    """
    name = os.environ[VARIABLE]
    with step("Template of the test databases") as current:
        if name in _databases():
            current.note = "unchanged"
            return
        for old in _databases():
            _execute(f'drop database if exists "{old}" with (force)')
        half = f"{name}_half"
        _execute(f'create database "{half}"')
        _migrate(half)
        _execute(f'alter database "{half}" rename to "{name}"')
        current.note = "migrated"


def _databases() -> set[str]:
    rows = _execute("select datname from pg_database where starts_with(datname, %s)", [_prefix()])
    return {str(name) for (name,) in rows}


def _execute(statement: str, values: list[str] | None = None) -> list[tuple[Any, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def _migrate(name: str) -> None:
    from django.core.management import call_command
    from django.db import connection

    own = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", interactive=False, verbosity=0)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own
