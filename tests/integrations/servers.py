"""Starts the sandboxes as processes of their own, and walks their pages over plain HTTP.

Key and secret are those of `config.settings.test`. Tests elsewhere name the fixtures in their
folder's `conftest.py`, as `tests/integrations/conftest.py` does.
"""

import contextlib
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
import requests

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 30.0
STOP_SECONDS = 5.0

STRIPE_KEY = "sk_test_loggia"
STRIPE_SECRET = "whsec_test"
GSIS_CLIENT_ID = "loggia-test"
GSIS_CLIENT_SECRET = "gsis-test-secret"


def wait_until(check: Callable[[], Any], seconds: float = 10.0) -> Any:
    """Return the first true result of `check`; fail when it stays false."""
    end = time.monotonic() + seconds
    while True:
        result = check()
        if result:
            return result
        if time.monotonic() > end:
            raise AssertionError(f"still not so after {seconds} s: {result!r}")
        time.sleep(0.03)


@dataclass
class SandboxServer:
    """A running sandbox and its controls."""

    url: str
    process: subprocess.Popen[str] = field(repr=False)

    def control(self, name: str, data: dict[str, Any] | None = None, method: str = "POST") -> Any:
        """Call `/_fake/<name>` and return its JSON."""
        answer = requests.request(method, f"{self.url}/_fake/{name}", json=data, timeout=10)
        assert answer.ok, answer.text
        return answer.json()

    def reset(self) -> None:
        """Forget everything but the webhook target."""
        self.control("reset")

    def fail(self, mode: str, match: str = "*", times: int = 1) -> None:
        """Plan a failure: timeout-before, timeout-after, status:N, garbage, slow:ms."""
        self.control("fail", {"mode": mode, "match": match, "times": times})

    def move_clock(self, seconds: float) -> None:
        """Move the sandbox's clock on by `seconds`."""
        self.control("clock", {"advance": seconds})

    def log(self) -> list[dict[str, Any]]:
        """Return the calls received."""
        entries: list[dict[str, Any]] = self.control("log", method="GET")
        return entries

    def seed(self, **things: Any) -> Any:
        """Make something happen on the other side."""
        return self.control("seed", things)

    def send_to(
        self, url: str, secret: str = STRIPE_SECRET, pauses: tuple[float, ...] = ()
    ) -> None:
        """Send notices to `url` from now on, trying again after each of `pauses` seconds."""
        target = {"url": url, "secret": secret, "pauses": list(pauses)}
        self.control("webhooks/target", target)

    def behave(self, **behaviour: Any) -> None:
        """Change how notices are sent: match, delay, repeat, hold, drop, forge, times."""
        self.control("webhooks", behaviour)

    def release(self, order: str = "sent", seed: int = 0) -> list[str]:
        """Send the held notices: sent, reverse or shuffle."""
        released: list[str] = self.control("webhooks/release", {"order": order, "seed": seed})[
            "released"
        ]
        return released

    def resend(self, **which: Any) -> str:
        """Send a past notice again: id or type, times, forge."""
        resent: str = self.control("webhooks/resend", which)["resent"]
        return resent

    def wait_for_notices(self, seconds: float = 10.0) -> None:
        """Return when no notice is on its way any more."""
        wait_until(lambda: self.control("webhooks", method="GET")["on_their_way"] == 0, seconds)


@contextlib.contextmanager
def running(module: str, *arguments: str) -> Iterator[SandboxServer]:
    """Run `python -m module --port 0 …` until the block ends."""
    command = [sys.executable, "-m", module, "--port", "0", "--stop-with-parent", *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield SandboxServer(_address(process), process)
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    killer = threading.Timer(START_SECONDS, process.kill)
    killer.start()
    try:
        line = process.stdout.readline()
    finally:
        killer.cancel()
    assert "listens on http://" in line, f"the sandbox did not start: {line!r}"
    return line.strip().rpartition(" ")[2]


def run_stripe(*arguments: str) -> contextlib.AbstractContextManager[SandboxServer]:
    """Run a Stripe sandbox with extra arguments."""
    return running("integrations.stripe.sandbox", *arguments)


def run_gsis(*arguments: str) -> contextlib.AbstractContextManager[SandboxServer]:
    """Run a GSIS sandbox with extra arguments."""
    client = ("--client-id", GSIS_CLIENT_ID, "--client-secret", GSIS_CLIENT_SECRET)
    return running("integrations.gsis.sandbox", *client, *arguments)


@pytest.fixture(scope="session")
def stripe_process() -> Iterator[SandboxServer]:
    with run_stripe() as server:
        yield server


@pytest.fixture
def stripe_sandbox(stripe_process: SandboxServer) -> SandboxServer:
    """A Stripe sandbox that remembers nothing of earlier tests."""
    stripe_process.reset()
    stripe_process.send_to("")
    return stripe_process


@pytest.fixture(scope="session")
def gsis_process() -> Iterator[SandboxServer]:
    with run_gsis() as server:
        yield server


@pytest.fixture
def gsis_sandbox(gsis_process: SandboxServer) -> SandboxServer:
    """A GSIS sandbox that remembers nothing of earlier tests."""
    gsis_process.reset()
    return gsis_process


@dataclass(frozen=True)
class Notice:
    """One request that reached the receiver."""

    body: bytes
    signature: str | None


@dataclass
class NoticeReceiver:
    """An address that collects notices and answers with the statuses it is told to."""

    url: str
    notices: list[Notice] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)


@pytest.fixture
def notice_receiver() -> Iterator[NoticeReceiver]:
    """A web server of this test that receives notices."""
    receiver = NoticeReceiver("")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.notices.append(Notice(body, self.headers.get("Stripe-Signature")))
            self.send_response(receiver.answers.pop(0) if receiver.answers else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_port}/webhooks/stripe/"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield receiver
    server.shutdown()
    server.server_close()


class _Reader(HTMLParser):
    """Collects what a test needs from a page: forms' fields, errors, texts."""

    def __init__(self) -> None:
        super().__init__()
        self.inputs: dict[str, dict[str, str | None]] = {}
        self.buttons: list[dict[str, str | None]] = []
        self.labels: set[str] = set()
        self.described: set[str] = set()
        self.ids: set[str] = set()
        self.attributes: dict[str, dict[str, str | None]] = {}
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.attributes.setdefault(tag, values)
        if values.get("id"):
            self.ids.add(str(values["id"]))
        self.described.update(str(values.get("aria-describedby") or "").split())
        if tag == "input":
            self.inputs[str(values.get("id") or values.get("name"))] = values
        elif tag == "button":
            self.buttons.append(values)
        elif tag == "label":
            self.labels.add(str(values.get("for")))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append(data.strip())


@dataclass
class HtmlPage:
    """One page as a browser without JavaScript gets it."""

    url: str
    status: int
    html: str
    location: str | None = None
    headers: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def text(self) -> str:
        """Return the words on the page."""
        return " ".join(self.read().texts)

    def read(self) -> _Reader:
        """Return the page's parts."""
        reader = _Reader()
        reader.feed(self.html)
        return reader


class Walker:
    """A browser without JavaScript that stops at the first address outside the sandbox."""

    def __init__(self, base: str, language: str = "el") -> None:
        self._base = base
        self._session = requests.Session()
        self._session.headers["Accept-Language"] = language

    def get(self, url: str) -> HtmlPage:
        """Open an address."""
        return self._follow(self._session.get(url, allow_redirects=False, timeout=15))

    def post(self, url: str, data: Any) -> HtmlPage:
        """Send a form."""
        return self._follow(self._session.post(url, data=data, allow_redirects=False, timeout=15))

    def _follow(self, answer: requests.Response) -> HtmlPage:
        while answer.is_redirect:
            target = urljoin(answer.url, answer.headers["Location"])
            if not target.startswith(self._base):
                return HtmlPage(answer.url, answer.status_code, "", target)
            answer = self._session.get(target, allow_redirects=False, timeout=15)
        return HtmlPage(answer.url, answer.status_code, answer.text, headers=dict(answer.headers))


class StripePage:
    """The hosted payment page, filled in over HTTP.

    Every method returns the page that follows; `location` on it is the address outside the sandbox
    that the payer is sent to (our success or cancel page).
    """

    GOOD_CARD = "4242 4242 4242 4242"
    CHALLENGED_CARD = "4000 0027 6000 3184"
    DECLINED_CARD = "4000 0000 0000 0002"
    POOR_CARD = "4000 0000 0000 9995"
    GOOD_IBAN = "GR16 0110 1250 0000 0001 2300 695"
    BAD_IBAN = "DE62 3704 0044 0532 0130 01"

    def __init__(self, url: str, language: str = "el") -> None:
        self.url = url
        self._walker = Walker(url.partition("/c/pay/")[0], language)

    def open(self) -> HtmlPage:
        """Show the page."""
        return self._walker.get(self.url)

    def pay(self, number: str = GOOD_CARD, **changes: str) -> HtmlPage:
        """Fill in a card and press the button; with a challenge, return its page."""
        form = {
            "method": "card",
            "number": number,
            "expiry": "12 / 34",
            "cvc": "123",
            "name": "ΔΟΚΙΜΗ ΚΑΡΤΑΣ",
            "action": "pay",
        }
        return self._walker.post(self.url, {**form, **changes})

    def pay_from_account(self, iban: str = GOOD_IBAN) -> HtmlPage:
        """Choose the slow method; its result comes later."""
        return self.pay("", method="sepa_debit", iban=iban)

    def cancel(self) -> HtmlPage:
        """Go back without paying; the page stays open."""
        return self._walker.post(self.url, {"action": "cancel"})

    def complete_challenge(self) -> HtmlPage:
        """Confirm at the bank."""
        return self._walker.post(f"{self.url}/challenge", {"action": "complete"})

    def fail_challenge(self) -> HtmlPage:
        """Do not confirm at the bank."""
        return self._walker.post(f"{self.url}/challenge", {"action": "fail"})


class GsisPage:
    """The GSIS sign-in page, walked over HTTP."""

    def __init__(self, authorize_url: str, language: str = "el") -> None:
        self.url = authorize_url
        self._walker = Walker(authorize_url.partition("/oauth2server")[0], language)

    def open(self) -> HtmlPage:
        """Show the page."""
        return self._walker.get(self.url)

    def sign_in(self, userid: str) -> HtmlPage:
        """Sign in as a demonstration citizen; `location` is the address the answer goes to."""
        return self._walker.post(self.url, {"action": "sign-in", "userid": userid})

    def cancel(self) -> HtmlPage:
        """Go back without signing in."""
        return self._walker.post(self.url, {"action": "cancel"})
