"""What `make run` starts, on a database of its own: the town, its worker and both sandboxes."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import requests

from tests.integrations.servers import GSIS_CLIENT_ID, GSIS_CLIENT_SECRET, run_gsis, run_stripe

ROOT = Path(__file__).resolve().parents[2]
HEALTHY_SECONDS = 300
#: The worker cuts every picture first; a page that is looked at meanwhile would wait for it.
QUEUE_SECONDS = 600
WAITING = (
    "select count(*) from procrastinate_jobs where status in ('todo', 'doing')"
    " and (scheduled_at is null or scheduled_at <= now())"
)


@contextmanager
def running_town(migrated: str, var: Path) -> Iterator[str]:
    """Build the demonstration town in a copy of a database, and yield the town's address.

    :param migrated: name of a migrated database without rows of tests
    """
    with ExitStack() as stack:
        database = stack.enter_context(_copy_of(migrated))
        url = f"http://localhost:{_free_port()}"
        stripe = stack.enter_context(
            run_stripe("--webhook", f"{url}/webhooks/stripe/", "--secret", "whsec_test")
        )
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
            "DATABASE_URL": database,
            "VAR_DIR": str(var),
            "SITE_URL": url,
            "TOWN_NAME": "Δήμος Μινώας Ακτής",
            "STRIPE_API_BASE": stripe.url,
            "GSIS_CLIENT_ID": GSIS_CLIENT_ID,
            "GSIS_CLIENT_SECRET": GSIS_CLIENT_SECRET,
        }
        _run(["manage.py", "demo"], environment)
        callback = f"{url}/el/account/gsis/login/callback/"
        citizens = str(var / "demo" / "citizens.json")
        gsis = stack.enter_context(run_gsis("--citizens", citizens, "--redirect-uri", callback))
        environment["GSIS_BASE_URL"] = f"{gsis.url}/oauth2server"
        environment["CSP_SANDBOXES"] = f"{stripe.url},{gsis.url}"
        worker = ["manage.py", "procrastinate", "worker"]
        stack.enter_context(_program(worker, environment, var / "worker.log"))
        web = _web(url)
        stack.enter_context(_program(web, environment, var / "web.log"))
        _wait_for_health(f"{url}/healthz/live", var / "web.log")
        _wait_for_queue(database, var / "worker.log")
        yield url


def _web(url: str) -> list[str]:
    port = str(urlsplit(url).port)
    return [
        *("-m", "granian", "--interface", "wsgi", "--no-ws", "--port", port),
        *("--blocking-threads", "4", "config.wsgi:application"),
    ]


@contextmanager
def _copy_of(template: str) -> Iterator[str]:
    """Copy a database and remove the copy; nobody may use the original meanwhile."""
    given = urlsplit(os.environ["DATABASE_URL"])
    name = f"test_{given.path[1:]}_browser"
    drop = f'drop database if exists "{name}" with (force)'
    with psycopg.connect(urlunsplit(given._replace(path="/postgres")), autocommit=True) as admin:
        admin.execute(drop)
        admin.execute(f'create database "{name}" template "{template}"')
        try:
            yield urlunsplit(given._replace(path=f"/{name}"))
        finally:
            admin.execute(drop)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _run(arguments: list[str], environment: dict[str, str]) -> None:
    command = [sys.executable, *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def _program(
    arguments: list[str], environment: dict[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program that ends with the tests."""
    command = [sys.executable, *arguments]
    with (
        log.open("wb") as out,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out) as process,
    ):
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait_for_health(url: str, log: Path) -> None:
    until = time.monotonic() + HEALTHY_SECONDS
    while time.monotonic() < until:
        try:
            if requests.get(url, timeout=20).ok:
                return
        except requests.RequestException:
            time.sleep(0.2)
    raise AssertionError(log.read_text())


def _wait_for_queue(database: str, log: Path) -> None:
    until = time.monotonic() + QUEUE_SECONDS
    with psycopg.connect(database, autocommit=True) as connection:
        while time.monotonic() < until:
            row = connection.execute(WAITING).fetchone()
            if row == (0,):
                return
            time.sleep(0.5)
    raise AssertionError(log.read_text())
