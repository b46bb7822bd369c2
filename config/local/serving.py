"""The programs of the running demonstration: web server, queue worker, sandboxes."""

import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path

from config.local import environment, places, ports, signins
from config.local.environment import Ports
from config.local.supervisor import Supervisor
from config.local.terminal import say, step

HEALTH_LIMIT = 180.0
#: A page that waits for the database holds a thread, not a core.
THREADS = 4


def serve(chosen: Ports, env: Mapping[str, str], *, started: float) -> None:
    """Start every program, tell where they are, and keep them until somebody interrupts.

    :param started: the monotonic instant at which the set-up began, in seconds
    :raises Trouble: when a program does not start, or ends by itself
    """
    supervisor = Supervisor()
    try:
        with step("Programs"):
            _start(supervisor, chosen, env)
            _wait(supervisor, chosen)
        _announce(chosen, time.monotonic() - started)
        supervisor.watch()
    except KeyboardInterrupt:
        say("\nStopping …")
    finally:
        # A second Ctrl-C must not leave half of them behind; every wait below has an end.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        supervisor.stop()


def _start(supervisor: Supervisor, chosen: Ports, env: Mapping[str, str]) -> None:
    if not environment.uses_real_stripe():
        supervisor.start("stripe-sandbox", _stripe_command(chosen, env), env=env)
    if not environment.uses_real_gsis():
        supervisor.start("gsis-sandbox", _gsis_command(chosen), env=env)
    if not environment.uses_real_seal():
        supervisor.start("signing-sandbox", _signing_command(chosen), env=env)
    if not environment.uses_real_eepidosi():
        supervisor.start("eepidosi-sandbox", _eepidosi_command(chosen, env), env=env)
    if not environment.uses_real_sms():
        supervisor.start("sms-sandbox", _sms_command(chosen, env), env=env)
    supervisor.start("web", _web_command(chosen.web), env=env)
    worker: list[str | Path] = [places.VENV_PYTHON, "manage.py", "procrastinate", "worker"]
    supervisor.start("worker", worker, env=env)


def _wait(supervisor: Supervisor, chosen: Ports) -> None:
    running = {child.name for child in supervisor.children}
    sandboxes = (
        ("stripe-sandbox", chosen.stripe),
        ("gsis-sandbox", chosen.gsis),
        ("signing-sandbox", chosen.signing),
        ("eepidosi-sandbox", chosen.eepidosi),
        ("sms-sandbox", chosen.sms),
    )
    for name, port in sandboxes:
        if name in running:
            supervisor.wait_listening(name, port, limit=HEALTH_LIMIT)
    base = f"http://{_own_address()}:{chosen.web}"
    for path in ("/healthz/live", "/healthz/ready"):
        supervisor.wait_healthy("web", base + path, limit=HEALTH_LIMIT)


def _own_address() -> str:
    """Return where this machine reaches the web server, whatever addresses it listens on."""
    if ports.HOST in {"0.0.0.0", "::"}:  # noqa: S104
        return "127.0.0.1"
    return f"[{ports.HOST}]" if ":" in ports.HOST else ports.HOST


def _stripe_command(chosen: Ports, env: Mapping[str, str]) -> list[str]:
    webhook = f"http://{_own_address()}:{chosen.web}/webhooks/stripe/"
    return _module(
        "integrations.stripe.sandbox",
        *("--port", str(chosen.stripe), "--state", str(places.VAR / "stripe-sandbox.json")),
        *("--webhook", webhook, "--secret", env["STRIPE_WEBHOOK_SECRET"]),
    )


def _gsis_command(chosen: Ports) -> list[str]:
    command = _module("integrations.gsis.sandbox", "--port", str(chosen.gsis))
    if places.CITIZENS.exists():
        command += ["--citizens", str(places.CITIZENS)]
    # The identity server compares the address of return letter by letter, as the real one does.
    for host in ("localhost", "127.0.0.1"):
        address = f"http://{host}:{chosen.web}/el/account/gsis/login/callback/"
        command += ["--redirect-uri", address]
    return command


def _signing_command(chosen: Ports) -> list[str]:
    return _module(
        "integrations.signing.sandbox",
        *("--port", str(chosen.signing), "--folder", str(places.VAR / "signing")),
    )


def _eepidosi_command(chosen: Ports, env: Mapping[str, str]) -> list[str]:
    return _module(
        "integrations.eepidosi.sandbox",
        *("--port", str(chosen.eepidosi), "--token", env["EEPIDOSI_TOKEN"]),
    )


def _sms_command(chosen: Ports, env: Mapping[str, str]) -> list[str]:
    return _module(
        "integrations.sms.sandbox", *("--port", str(chosen.sms), "--token", env["SMS_TOKEN"])
    )


def _web_command(port: int) -> list[str]:
    cores = os.cpu_count() or 1
    return _module(
        "granian",
        *("--interface", "wsgi", "--host", ports.HOST, "--port", str(port), "--no-ws"),
        *("--workers", str(max(2, min(cores, 4))), "--blocking-threads", str(THREADS)),
        *("--workers-kill-timeout", "5", "config.wsgi:application"),
    )


def _module(*arguments: str) -> list[str]:
    return [str(places.VENV_PYTHON), "-m", *arguments]


def _announce(chosen: Ports, seconds: float) -> None:
    base = f"http://localhost:{chosen.web}"
    say(f"\nLoggia is ready after {seconds:.0f} s. Ctrl-C stops it; logs are in var/log/.\n")
    say(f"  Town's site          {base}/el/")
    say(f"  Sign in              {base}/el/account/login/")
    say(f"  Pay by code          {base}/el/pay/")
    say(f"  Staff                {base}/cms/")
    say(f"  Programs (OpenAPI)   {base}/api/v1/docs/")
    say(f"  Sandboxes            payments on port {chosen.stripe}, identity on port {chosen.gsis}")
    signins.print_sign_ins()
