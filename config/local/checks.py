"""Every check that runs no test: two at a time, all of them to the end, one table.

python -m config.local.checks [name …]
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from config.local import places
from config.local.environment import base_environment
from config.local.pins import unpinned_lines
from config.local.terminal import say

PACKAGES = ("config", "portal", "eservices", "backoffice", "integrations", "theme")
#: A town's settings as they must look; `check --deploy` refuses weaker ones.
SAMPLE_PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "sample-" + "k9Zq2-Lw7_Xr4Tb1Nc8Hs5Vd3Mf6Jg0Py" * 2,
    "DATABASE_URL": "postgres://loggia@database.invalid/loggia",
    "ALLOWED_HOSTS": "town.example",
    "SITE_URL": "https://town.example",
    "EMAIL_URL": "smtp+tls://mail:mail@mail.invalid:587",
    "DEFAULT_FROM_EMAIL": "no-reply@town.example",
    "STRIPE_API_KEY": "sk_live_sample",
    "STRIPE_WEBHOOK_SECRET": "whsec_sample",
    "GSIS_BASE_URL": "https://identity.invalid/oauth2server",
    "GSIS_CLIENT_ID": "sample",
    "GSIS_CLIENT_SECRET": "sample",
    "RF_CREDITOR_CODE": "90001",
    "WEBAUTHN_RP_ID": "town.example",
    "METRICS_TOKEN": "sample",
    "LOG_LEVEL": "ERROR",
}
#: Comparing models with migrations needs no database; this address is absent, and says so at once.
NO_DATABASE = {"DATABASE_URL": "postgres://loggia@/loggia?host=/nonexistent"}


@dataclass(frozen=True)
class Check:
    """One program whose exit status 0 means all is well."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """How a check ended: its name, seconds, exit status and what it printed."""

    name: str
    seconds: float
    status: int
    output: str


def python(*arguments: str) -> list[str]:
    """Return a command for this environment's Python."""
    return [sys.executable, *arguments]


def tool(name: str, *arguments: str) -> list[str]:
    """Return a command for a program of this environment; its first line would break on spaces."""
    script = (
        "import sys; from importlib.metadata import entry_points; "
        "point, = entry_points(group='console_scripts', name=sys.argv.pop(1)); "
        "sys.argv[0] = point.name; sys.exit(point.load()())"
    )
    return [sys.executable, "-c", script, name, *arguments]


def all_checks() -> list[Check]:
    """Return every check, the slowest first."""
    manage = ("-W", "ignore", "manage.py")
    testing = {"DJANGO_SETTINGS_MODULE": "config.settings.test"} | NO_DATABASE
    bandit = ["-q", "-ll", "-r", *PACKAGES, "-c", "pyproject.toml"]
    return [
        Check("types", python("-m", "mypy", *PACKAGES, "tests"), testing),
        Check("format", python("-m", "ruff", "format", "--check", ".")),
        Check("lint", python("-m", "ruff", "check", ".")),
        Check("contracts", tool("lint-imports"), testing),
        Check("migrations", python(*manage, "makemigrations", "--check", "--dry-run"), testing),
        Check("translations", python("-m", "config.local.catalogue", "check")),
        Check("templates", python("-m", "djlint", "--lint", "--quiet", *_template_folders())),
        Check("deployment", python(*manage, "check", "--deploy", "--fail-level", "WARNING"),
              SAMPLE_PRODUCTION),
        Check("security", python("-m", "bandit", *bandit)),
        Check("pins", python("-m", "config.local.checks", "--pins")),
        Check("bill of materials", tool("cyclonedx-py", *_bill_of_materials())),
    ]  # fmt: skip


def _template_folders() -> list[str]:
    folders = {path for package in PACKAGES for path in Path(package).rglob("templates")}
    return sorted(str(path) for path in folders if path.is_dir())


def _bill_of_materials() -> list[str]:
    options = ["--pyproject", "pyproject.toml", "--output-reproducible", "--of", "JSON"]
    return ["requirements", *options, "-o", "var/sbom.json", "requirements.txt"]


def perform(check: Check) -> Result:
    """Run a check and keep what it printed."""
    started = time.monotonic()
    answer = subprocess.run(
        list(check.command),
        cwd=places.ROOT,
        env=base_environment() | dict(check.env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Result(check.name, time.monotonic() - started, answer.returncode, answer.stdout)


def perform_all(
    checks: Sequence[Check], *, report: Callable[[Result], None], at_once: int
) -> list[Result]:
    """Run the checks, `at_once` at a time, and report each in the order given."""
    results = []
    with ThreadPoolExecutor(max_workers=at_once) as pool:
        for result in pool.map(perform, checks):
            report(result)
            results.append(result)
    return results


def _report(result: Result) -> None:
    if result.status:
        say(f"\n── {result.name} " + "─" * 40)
        say(result.output.rstrip())


def _table(results: Sequence[Result]) -> None:
    say(f"\n  {'check':<20} {'time':>8}  result")
    for result in results:
        word = "ok" if not result.status else f"FAILED (status {result.status})"
        say(f"  {result.name:<20} {result.seconds:6.1f} s  {word}")


def check_pins() -> int:
    """Print every requirement that is not pinned by version and hash."""
    wrong = [
        f"{path.name}: {line}"
        for path in (places.REQUIREMENTS, places.REQUIREMENTS_DEV, places.INSTALLER)
        for line in unpinned_lines(path.read_text(encoding="utf-8"))
    ]
    for line in wrong:
        say(f"not pinned with a hash: {line}")
    return 1 if wrong else 0


def main(arguments: list[str]) -> int:
    """Run the named checks, or all; return 1 when any fails."""
    if arguments == ["--pins"]:
        return check_pins()
    places.make_folders()
    checks = all_checks()
    unknown = set(arguments) - {check.name for check in checks}
    if unknown:
        say(f"No such check: {', '.join(sorted(unknown))}")
        return 2
    chosen = [check for check in checks if not arguments or check.name in arguments]
    results = perform_all(chosen, report=_report, at_once=min(4, os.cpu_count() or 1))
    _table(results)
    return 1 if any(result.status for result in results) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
