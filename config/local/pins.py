"""The pinned requirement files: how they are made, and that every line carries its hashes."""

import re
from collections.abc import Sequence
from pathlib import Path

from config.local import places
from config.local.environment import base_environment
from config.local.terminal import run_logged, step

HEADER = "# Made from pyproject.toml by `make lock`. Do not edit.\n"
OPTIONS = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header"]
OPTIONS += ["--no-emit-index-url", "--no-emit-find-links"]
ADVICE = "The requirements could not be resolved."
REQUIREMENT = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*==\S+( ; .+)?$")


def unpinned_lines(text: str) -> list[str]:
    """Return the requirements of a file that lack an exact version or a hash, or name an index."""
    joined = text.replace("\\\n", " ")
    wrong = []
    for line in joined.splitlines():
        stripped = re.sub(r"\s+#.*$", "", line).strip()
        if not stripped or stripped.startswith("#"):
            continue
        requirement, *hashes = re.split(r"\s+--hash=", stripped)
        hashed = hashes and all(re.fullmatch(r"sha256:[0-9a-f]{64}", item) for item in hashes)
        if not hashed or not REQUIREMENT.match(requirement.strip()):
            wrong.append(stripped[:80])
    return wrong


def renew(options: Sequence[str]) -> None:
    """Bring the requirement files in line with `pyproject.toml`; pins stay unless it forbids them.

    :param options: handed to the resolver, such as `--upgrade` or `--upgrade-package django`
    """
    with step("requirements.txt"):
        _compile(places.REQUIREMENTS, ["pyproject.toml", *options])
    with step("requirements-dev.txt"):
        group = ["--group", "pyproject.toml:dev", "--constraint", places.REQUIREMENTS.name]
        _compile(places.REQUIREMENTS_DEV, [*group, *options])


def _compile(target: Path, source: list[str]) -> None:
    uv = places.VENV / "bin" / "uv"
    command: list[str | Path] = [
        uv,
        "pip",
        "compile",
        "--quiet",
        *OPTIONS,
        *source,
        "-o",
        target.name,
    ]
    run_logged(command, log="lock", advice=ADVICE, env=base_environment())
    body = target.read_text(encoding="utf-8")
    target.write_text(HEADER + body, encoding="utf-8")
