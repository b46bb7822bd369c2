"""The virtual environment and its pinned packages; nothing is installed twice."""

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from config.local import places
from config.local.environment import base_environment
from config.local.terminal import Trouble, last_lines, run_logged, step

STAMP = places.VENV / "loggia-stamp.json"
PIP_OPTIONS = ["--quiet", "--disable-pip-version-check", "--retries", "1", "--require-hashes"]
NO_NETWORK = (
    "The packages could not be fetched. Check the network, or name your mirror in PIP_INDEX_URL, "
    "and try again."
)


def requirement_files(*, with_tests: bool) -> list[Path]:
    """Return the requirement files to install; test packages stay once they are in."""
    if with_tests or _read_stamp().get("tests"):
        return [places.REQUIREMENTS, places.REQUIREMENTS_DEV]
    return [places.REQUIREMENTS]


def ensure_packages(*, with_tests: bool) -> None:
    """Make the virtual environment hold exactly the pinned packages.

    :raises Trouble: when the packages cannot be fetched or the environment cannot be made
    """
    files = requirement_files(with_tests=with_tests)
    wanted = wanted_stamp(files)
    with step("Python packages") as current:
        if wanted.items() <= _read_stamp().items() and _venv_fits():
            current.note = "unchanged"
            return
        ours = _ensure_venv()
        _ensure_installer()
        _install(files, verb="sync" if ours else "install")
        STAMP.write_text(json.dumps(wanted | {"ours": ours}), encoding="utf-8")
        current.note = f"Python {platform.python_version()}"


def wanted_stamp(files: Sequence[Path]) -> dict[str, object]:
    """Return what the stamp says when these files are installed by this Python at this place."""
    digest = hashlib.sha256()
    for path in (places.INSTALLER, *files):
        digest.update(path.read_bytes())
    return {
        "python": platform.python_version(),
        "machine": f"{sys.platform} {platform.machine()}",
        "place": str(places.VENV),
        "packages": digest.hexdigest(),
        "tests": places.REQUIREMENTS_DEV in files,
    }


def _read_stamp() -> dict[str, object]:
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def _venv_fits() -> bool:
    """Tell whether `.venv` runs, and runs the Python we run."""
    try:
        answer = subprocess.run(
            [places.VENV_PYTHON, "-c", "import platform; print(platform.python_version())"],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.stdout.strip() == platform.python_version()


def _ensure_venv() -> bool:
    """Make or keep `.venv`; return whether it is ours to strip of packages nobody pinned."""
    if _venv_fits():
        stamp = _read_stamp()
        if not stamp.get("ours"):
            return False
        if stamp.get("place") == str(places.VENV):
            return True
    if places.VENV.is_dir() and not (places.VENV / "pyvenv.cfg").exists():
        raise Trouble(f"{places.VENV} is not a virtual environment. Move it away and try again.")
    shutil.rmtree(places.VENV, ignore_errors=True)
    _ensure_venv_module()
    run_logged(
        [sys.executable, "-m", "venv", places.VENV],
        log="venv",
        advice="The virtual environment could not be made.",
        env=base_environment(),
    )
    STAMP.write_text(json.dumps({"place": str(places.VENV), "ours": True}), encoding="utf-8")
    return True


def _ensure_venv_module() -> None:
    """Debian ships Python without the part that makes virtual environments."""
    probe = [sys.executable, "-c", "import ensurepip, venv"]
    if subprocess.run(probe, capture_output=True, check=False).returncode == 0:
        return
    package = f"python3.{sys.version_info.minor}-venv"
    advice = f"This Python cannot make virtual environments. Run: apt-get install {package}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Trouble(advice)
    apt_install([package], advice=advice)


def apt_install(packages: Sequence[str], *, advice: str) -> None:
    """Install Debian packages without questions.

    :raises Trouble: with `advice`, when it fails
    """
    env = base_environment() | {"DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    try:
        run_logged(command, log="apt", advice=advice, env=env)
    except Trouble:
        run_logged(["apt-get", "update"], log="apt-update", advice=advice, env=env)
        run_logged(command, log="apt", advice=advice, env=env)


def _installer_ready() -> bool:
    uv = places.VENV / "bin" / "uv"
    if not uv.exists():
        return False
    answer = subprocess.run([uv, "--version"], capture_output=True, text=True, check=False)
    wanted = places.INSTALLER.read_text(encoding="utf-8").split("uv==", 1)[1].split()[0]
    return answer.stdout.split()[1:2] == [wanted]


def _ensure_installer() -> None:
    if _installer_ready():
        return
    run_logged(
        [places.VENV_PYTHON, "-m", "pip", "install", *PIP_OPTIONS, "-r", places.INSTALLER],
        log="installer",
        advice=NO_NETWORK,
        env=base_environment(),
    )


def _install(files: Sequence[Path], *, verb: str) -> None:
    """Install with uv; `verb` is `sync` (strips what is not pinned) or `install` (only adds)."""
    listed: list[str | Path] = []
    for path in files:
        listed += [path] if verb == "sync" else ["-r", path]
    env = base_environment()
    mirror = env.get("PIP_INDEX_URL")
    if mirror:
        env.setdefault("UV_DEFAULT_INDEX", mirror)
    command: list[str | Path] = [
        places.VENV / "bin" / "uv",
        "pip",
        verb,
        "--require-hashes",
        "--no-progress",
    ]
    try:
        run_logged(
            [*command, "--python", places.VENV_PYTHON, *listed],
            log="packages",
            advice=NO_NETWORK,
            env=env,
        )
    except Trouble:
        raise _explained_failure() from None


def _explained_failure() -> Trouble:
    said = " ".join(last_lines(places.LOGS / "packages.log", 12))
    if "No space left" in said:
        return Trouble("The disk is full. Free at least 1500 MB and try again.")
    if "hash" in said.lower() and "mismatch" in said.lower():
        return Trouble(
            "A package does not match its pinned hash, so nothing was installed. See "
            "var/log/packages.log; renew the pins with `make lock` only if you trust the change."
        )
    network = (
        "error sending request",
        "dns error",
        "Failed to fetch",
        "Could not connect",
        "timed",
    )
    if any(sign in said for sign in network):
        return Trouble(NO_NETWORK)
    return Trouble(f"The packages could not be installed: {said[-200:]} (see var/log/packages.log)")
