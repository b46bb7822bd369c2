"""The whole town for the browser: database, web server, worker and both sandboxes, started once."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
import requests
from django.db import connections
from playwright.sync_api import Browser, sync_playwright

from tests.integrations.servers import GSIS_CLIENT_ID, GSIS_CLIENT_SECRET, run_gsis, run_stripe

# The browser's driver runs an event loop; the tests themselves stay in one thread.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "var" / "screenshots"
HEALTHY_SECONDS = 120
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@dataclass(frozen=True)
class Town:
    """A running town and its sign-ins."""

    url: str
    sign_ins: dict[str, dict[str, str]]
    citizens: list[dict[str, str]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what stands in this folder, and skip it where there is no browser to use."""
    missing = pytest.mark.skip(reason="LOGGIA_BROWSER names no browser; `make test` finds one")
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)
            # The copy is made from the test database, which is only set up for tests that ask.
            item.add_marker(pytest.mark.django_db)
            if not _browser_path():
                item.add_marker(missing)


def _browser_path() -> str:
    found = os.environ.get("LOGGIA_BROWSER", "")
    if not found and os.environ.get("CI") == "true":
        raise pytest.UsageError("CI needs a browser: set LOGGIA_BROWSER to its path.")
    return found


@pytest.fixture(scope="session")
def town(
    django_db_setup: None, django_db_blocker: object, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    """Start everything that `make run` starts, on a copy of the migrated test database."""
    var = tmp_path_factory.mktemp("var")
    with ExitStack() as stack:
        database = stack.enter_context(_database())
        port = _free_port()
        url = f"http://localhost:{port}"
        stripe = stack.enter_context(
            run_stripe("--webhook", f"{url}/webhooks/stripe/", "--secret", "whsec_test")
        )
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "DATABASE_URL": database,
            "VAR_DIR": str(var),
            "SITE_URL": url,
            "TOWN_NAME": "Δήμος Μινώας Ακτής",
            "STRIPE_API_BASE": stripe.url,
            "GSIS_CLIENT_ID": GSIS_CLIENT_ID,
            "GSIS_CLIENT_SECRET": GSIS_CLIENT_SECRET,
            "CSP_SANDBOXES": stripe.url,
        }
        _run(["manage.py", "demo"], environment)
        callback = f"{url}/el/account/gsis/login/callback/"
        citizens = str(var / "demo" / "citizens.json")
        gsis = stack.enter_context(run_gsis("--citizens", citizens, "--redirect-uri", callback))
        environment["GSIS_BASE_URL"] = f"{gsis.url}/oauth2server"
        environment["CSP_SANDBOXES"] = f"{stripe.url},{gsis.url}"
        server = [
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--port",
            str(port),
            "config.wsgi:application",
        ]
        stack.enter_context(_program(server, environment, var / "web.log"))
        stack.enter_context(
            _program(["manage.py", "procrastinate", "worker"], environment, var / "worker.log")
        )
        _wait(f"{url}/healthz/live", var / "web.log")
        sign_ins = json.loads((var / "demo" / "signins.json").read_text())
        people = json.loads(Path(citizens).read_text())
        yield Town(url, {row["role"]: row for row in sign_ins}, people)


class _database:
    """A copy of the test database under a name of its own."""

    def __enter__(self) -> str:
        """Copy it; the copy needs the original to have no connections."""
        connections.close_all()
        template = connections["default"].settings_dict["NAME"]
        self.name = f"{template}_browser"
        self.admin = _address(os.environ["DATABASE_URL"], "postgres")
        with psycopg.connect(self.admin, autocommit=True) as admin:
            admin.execute(f'drop database if exists "{self.name}" with (force)')
            admin.execute(f'create database "{self.name}" template "{template}"')
        return _address(os.environ["DATABASE_URL"], self.name)

    def __exit__(self, *_: object) -> None:
        """Remove the copy."""
        with psycopg.connect(self.admin, autocommit=True) as admin:
            admin.execute(f'drop database if exists "{self.name}" with (force)')


def _address(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _run(arguments: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


class _program:
    """A program that ends with the tests."""

    def __init__(self, arguments: list[str], environment: dict[str, str], log: Path) -> None:
        self.command, self.environment, self.log = [sys.executable, *arguments], environment, log

    def __enter__(self) -> subprocess.Popen[bytes]:
        """Start it."""
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )
        return self.process

    def __exit__(self, *_: object) -> None:
        """Ask it to end, and insist."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()


def _wait(url: str, log: Path) -> None:
    until = time.monotonic() + HEALTHY_SECONDS
    while time.monotonic() < until:
        try:
            if requests.get(url, timeout=20).ok:
                return
        except requests.RequestException:
            time.sleep(0.2)
    raise AssertionError(log.read_text())


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests; each test opens a window of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_browser_path(), args=FLAGS)
        yield browser
        browser.close()
