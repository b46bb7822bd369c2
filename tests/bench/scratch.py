"""A copy of the migrated database for one round, dropped afterwards.

Sealed rows cannot be deleted, so what a bench writes goes away with its whole database, and the
database that DATABASE_URL names stays as it was, even if it belongs to a town.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
from django.db import connection
from psycopg import sql


class CannotCopy(Exception):
    """The database cannot be copied; the message says what to do."""


def address_of(name: str) -> str:
    """Return the address of another database on the server of DATABASE_URL."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


@contextmanager
def empty_database(name: str) -> Iterator[str]:
    """Make an empty database on the same server and yield its address.

    :raises CannotCopy: if the user of DATABASE_URL may not create databases
    """
    _make(name, template="template0")
    try:
        yield address_of(name)
    finally:
        _drop(name)


@contextmanager
def copied_database(name: str) -> Iterator[str]:
    """Copy the database of DATABASE_URL, turn this process and its children to the copy.

    :raises CannotCopy: if others are connected to it, or the user may not create databases
    """
    original, address = connection.settings_dict["NAME"], os.environ["DATABASE_URL"]
    connection.close()
    _make(name, template=original)
    copy = address_of(name)
    try:
        os.environ["DATABASE_URL"], connection.settings_dict["NAME"] = copy, name
        yield copy
    finally:
        connection.close()
        os.environ["DATABASE_URL"], connection.settings_dict["NAME"] = address, original
        _drop(name)


def _make(name: str, *, template: str) -> None:
    _drop(name)
    order = sql.SQL("create database {} template {}")
    try:
        with psycopg.connect(address_of("postgres"), autocommit=True) as server:
            server.execute(order.format(sql.Identifier(name), sql.Identifier(template)))
    except (psycopg.errors.ObjectInUse, psycopg.errors.InsufficientPrivilege) as error:
        raise CannotCopy(
            f"The benchmarks work on a copy of the database {template}, and it cannot be copied: "
            f"{error}. Stop what is connected to it, or unset DATABASE_URL to use a server of "
            "their own."
        ) from error


def _drop(name: str) -> None:
    order = sql.SQL("drop database if exists {} with (force)")
    with psycopg.connect(address_of("postgres"), autocommit=True) as server:
        server.execute(order.format(sql.Identifier(name)))
