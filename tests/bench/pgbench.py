"""What the database server itself can do: pgbench's script «TPC-B (sort of)»."""

import re
import subprocess

from config.local import postgres

SCALE = 10
RATE = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)


class PgbenchFailed(Exception):
    """pgbench ended with an error, or printed no rate."""


def fill(address: str) -> None:
    """Make pgbench's tables: ten branches, a hundred tellers, a million accounts.

    :raises PgbenchFailed: if it could not
    """
    _run("-i", "-q", "-s", str(SCALE), address)


def rate(address: str, *, clients: int, seconds: int) -> float:
    """Return transactions a second."""
    found = RATE.search(_run("-c", str(clients), "-j", "2", "-T", str(seconds), address))
    if found is None:
        raise PgbenchFailed("pgbench printed no rate")
    return float(found[1])


def _run(*arguments: str) -> str:
    program = postgres.Server("postgres-bench").binary("pgbench")
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise PgbenchFailed(done.stderr.strip()[-400:])
    return done.stdout
