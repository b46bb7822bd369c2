"""What every sandbox server shares: its clock, its log, its ways to fail, its pages, its start.

A sandbox is a process of its own that speaks an outside system's protocol over HTTP. Controls under
`/_fake/` change how it behaves; production code never calls them.
"""

import asyncio
import contextlib
import errno
import fnmatch
import inspect
import json
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from django.template import Context, Engine

SHARED_PAGES = Path(__file__).parent / "sandbox_pages"
HANG_SECONDS = 120.0
LOG_ENTRIES = 2000
UNLOGGED = ("/_", "/favicon.ico")
SECRET_HEADERS = frozenset({"authorization", "cookie"})
SECRET_FIELDS = ("client_secret=", "number=", "cvc=", "iban=")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Seeder = Callable[[Any], Any]


class ControlError(ValueError):
    """A control call that cannot be obeyed; its text says what would be."""


class Clock:
    """Wall time that a control call can move."""

    def __init__(self) -> None:
        self._offset = 0.0

    def now(self) -> float:
        """Return the sandbox's time in seconds since 1970."""
        return time.time() + self._offset

    def move_to(self, instant: float) -> None:
        """Make `instant` (seconds since 1970) the present; time runs on from there."""
        self._offset = instant - time.time()

    def reset(self) -> None:
        """Return to wall time."""
        self._offset = 0.0


@dataclass
class FailureRule:
    """One planned misbehaviour for the next matching calls."""

    match: str
    mode: str
    times: int
    amount: int = 0

    MODES = ("timeout-before", "timeout-after", "garbage", "status", "slow")

    @classmethod
    def parse(cls, data: dict[str, Any]) -> "FailureRule":
        """Read a rule from a control call.

        :raises ControlError: if the mode or the count is unknown
        """
        mode, _, amount = str(data.get("mode", "")).partition(":")
        if mode not in cls.MODES:
            raise ControlError(f"mode must be one of {', '.join(cls.MODES)}, e.g. status:503")
        if (mode in ("status", "slow")) != amount.isdigit():
            raise ControlError(
                "write status:<code> or slow:<milliseconds>; other modes stand alone"
            )
        times = data.get("times", 1)
        if not isinstance(times, int) or times < 1:
            raise ControlError("times must be a whole number from 1 up")
        return cls(str(data.get("match", "*")), mode, times, int(amount or 0))

    def catches(self, call: str) -> bool:
        """Tell whether `call`, written `POST /path`, is meant: a glob, or a part of the text."""
        return fnmatch.fnmatchcase(call, self.match) or self.match in call


@dataclass
class Sandbox:
    """The state that controls act on; each server adds its own seeders and reset hooks."""

    name: str
    clock: Clock = field(default_factory=Clock)
    failures: list[FailureRule] = field(default_factory=list)
    log: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=LOG_ENTRIES))
    seeders: dict[str, Seeder] = field(default_factory=dict)
    on_reset: list[Callable[[], None]] = field(default_factory=list)

    def take_failure(self, call: str) -> FailureRule | None:
        """Return the first rule for `call` and use it up once."""
        for rule in self.failures:
            if rule.catches(call):
                rule.times -= 1
                if rule.times == 0:
                    self.failures.remove(rule)
                return rule
        return None


SANDBOX: web.AppKey[Sandbox] = web.AppKey("sandbox", Sandbox)


def new_app(sandbox: Sandbox, middlewares: Iterable[Any] = ()) -> web.Application:
    """Create a server with log, failures and controls around the given inner middlewares."""
    app = web.Application(middlewares=[_log_calls, _fail_on_demand, *middlewares])
    app[SANDBOX] = sandbox
    app.router.add_post("/_fake/reset", _reset)
    app.router.add_post("/_fake/fail", _plan_failure)
    app.router.add_post("/_fake/clock", _move_clock)
    app.router.add_get("/_fake/log", _show_log)
    app.router.add_post("/_fake/seed", _seed)
    app.router.add_get("/_fake/health", _health)
    app.router.add_get("/_sandbox/style.css", _style)
    app.router.add_get("/favicon.ico", _no_icon)
    return app


def control(handler: Handler) -> Handler:
    """Answer a control call's mistake with 400 and its text."""

    async def wrapped(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except ControlError as error:
            return web.json_response({"error": str(error)}, status=400)

    return wrapped


async def control_data(request: web.Request) -> dict[str, Any]:
    """Return the JSON object of a control call.

    :raises ControlError: if the body is something else
    """
    try:
        data = json.loads(await request.text() or "{}")
    except ValueError:
        raise ControlError("the body must be JSON") from None
    if not isinstance(data, dict):
        raise ControlError("the body must be a JSON object")
    return data


@web.middleware
async def _log_calls(request: web.Request, handler: Handler) -> web.StreamResponse:
    if request.path.startswith(UNLOGGED):
        return await handler(request)
    sandbox = request.app[SANDBOX]
    entry: dict[str, Any] = {
        "at": sandbox.clock.now(),
        "method": request.method,
        "path": request.path,
        "query": dict(request.query),
        "headers": {
            name: "(hidden)" if name.lower() in SECRET_HEADERS else value
            for name, value in request.headers.items()
        },
        "body": _without_secrets(await _readable(request)),
        "status": None,
    }
    sandbox.log.append(entry)
    try:
        response = await handler(request)
    except web.HTTPException as error:
        entry["status"] = error.status
        raise
    entry["status"] = response.status
    return response


async def _readable(request: web.Request) -> str:
    # Timestamp and OCSP questions are bytes, not text; the log keeps their size.
    content = await request.read()
    try:
        return content.decode()
    except UnicodeDecodeError:
        return f"({len(content)} bytes)"


def _without_secrets(body: str) -> str:
    return "&".join(
        part.split("=")[0] + "=(hidden)" if part.startswith(SECRET_FIELDS) else part
        for part in body.split("&")
    )


@web.middleware
async def _fail_on_demand(request: web.Request, handler: Handler) -> web.StreamResponse:
    if request.path.startswith("/_"):
        return await handler(request)
    rule = request.app[SANDBOX].take_failure(f"{request.method} {request.path}")
    if rule is None:
        return await handler(request)
    if rule.mode == "status":
        error = {"type": "api_error", "message": f"Planned failure {rule.amount}"}
        return web.json_response({"error": error}, status=rule.amount)
    if rule.mode == "slow":
        await asyncio.sleep(rule.amount / 1000)
        return await handler(request)
    if rule.mode == "timeout-before":
        return await _never_answer(request)
    # The work is done from here on; only the answer gets lost.
    with contextlib.suppress(web.HTTPException):
        await handler(request)
    if rule.mode == "garbage":
        return web.Response(text='{"object": "half an ans', content_type="application/json")
    return await _never_answer(request)


async def _never_answer(request: web.Request) -> web.StreamResponse:
    end = time.monotonic() + HANG_SECONDS
    while time.monotonic() < end:
        if request.transport is None or request.transport.is_closing():
            break
        await asyncio.sleep(0.05)
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=504)


async def _reset(request: web.Request) -> web.Response:
    sandbox = request.app[SANDBOX]
    sandbox.clock.reset()
    sandbox.failures.clear()
    sandbox.log.clear()
    for hook in sandbox.on_reset:
        hook()
    return web.json_response({"reset": True})


@control
async def _plan_failure(request: web.Request) -> web.Response:
    rule = FailureRule.parse(await control_data(request))
    request.app[SANDBOX].failures.append(rule)
    return web.json_response({"planned": rule.mode, "match": rule.match, "times": rule.times})


@control
async def _move_clock(request: web.Request) -> web.Response:
    clock = request.app[SANDBOX].clock
    data = await control_data(request)
    if "advance" in data:
        clock.move_to(clock.now() + float(data["advance"]))
    elif data.get("now") is None:
        clock.reset()
    else:
        clock.move_to(_instant(data["now"]))
    return web.json_response({"now": clock.now()})


def _instant(value: Any) -> float:
    if isinstance(value, int | float):
        return float(value)
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        raise ControlError("now must be seconds since 1970 or an ISO instant") from None
    if moment.tzinfo is None:
        raise ControlError("now needs a time zone, e.g. 2026-11-21T10:00:00+02:00")
    return moment.timestamp()


async def _show_log(request: web.Request) -> web.Response:
    return web.json_response(list(request.app[SANDBOX].log))


@control
async def _seed(request: web.Request) -> web.Response:
    sandbox = request.app[SANDBOX]
    data = await control_data(request)
    if unknown := sorted(set(data) - set(sandbox.seeders)):
        known = ", ".join(sorted(sandbox.seeders))
        raise ControlError(f"cannot seed {', '.join(unknown)}; this sandbox takes: {known}")
    answers: dict[str, Any] = {}
    for kind, value in data.items():
        answer = sandbox.seeders[kind](value)
        answers[kind] = await answer if inspect.isawaitable(answer) else answer
    return web.json_response(answers)


async def _health(request: web.Request) -> web.Response:
    return web.json_response({"sandbox": request.app[SANDBOX].name})


async def _style(_: web.Request) -> web.FileResponse:
    return web.FileResponse(SHARED_PAGES / "sandbox.css")


async def _no_icon(_: web.Request) -> web.Response:
    return web.Response(status=204)


class Pages:
    """Renders a sandbox's own pages; values are strings, lists and mappings of strings."""

    def __init__(self, folder: Path) -> None:
        self._engine = Engine(dirs=[str(folder), str(SHARED_PAGES)])

    def response(
        self,
        template: str,
        values: dict[str, Any],
        *,
        leads_to: Iterable[str] = (),
        status: int = 200,
    ) -> web.Response:
        """Render `template`; `leads_to` are addresses a form on it may end at after a redirect."""
        text = self._engine.get_template(template).render(Context(values))
        response = web.Response(text=text, content_type="text/html", status=status)
        # Browsers hold form-action against redirects too, so the way back must be named.
        targets = " ".join(["'self'", *sorted({origin_of(url) for url in leads_to if url})])
        response.headers["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
            f"frame-ancestors 'none'; form-action {targets}"
        )
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        return response


def origin_of(url: str) -> str:
    """Return scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def page_language(wanted: str | None, request: web.Request) -> str:
    """Return `el` or `en`: as asked for, else by the browser's first language, else Greek."""
    if wanted in ("el", "en"):
        return wanted
    first = request.headers.get("Accept-Language", "el").split(",")[0].strip().lower()
    return "en" if first.startswith("en") else "el"


def serve(app: web.Application, *, host: str, port: int, stop_with_parent: bool = False) -> int:
    """Tell the address on one line, then run until a signal; port 0 takes a free one."""
    try:
        asyncio.run(_run(app, host, port, stop_with_parent))
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        sys.stderr.write(f"Port {port} is taken: stop what listens there or give another --port.\n")
        return 2
    return 0


async def _run(app: web.Application, host: str, port: int, stop_with_parent: bool) -> None:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        address = runner.addresses[0]
        name = app[SANDBOX].name
        sys.stdout.write(f"{name} sandbox listens on http://{address[0]}:{address[1]}\n")
        sys.stdout.flush()
        await _until_stopped(stop_with_parent)
    finally:
        await runner.cleanup()


async def _until_stopped(stop_with_parent: bool) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    parent = os.getppid()
    while not stopped.is_set():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopped.wait(), timeout=1.0)
        if stop_with_parent and os.getppid() != parent:
            return
