"""A Chromium for the browser tests: found on this machine, or installed by its package manager."""

import os
import shutil
from pathlib import Path

from config.local.install import apt_install
from config.local.terminal import Trouble, say, step

#: The tests read the browser's path from this variable; a caller may set it to choose one.
VARIABLE = "LOGGIA_BROWSER"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ADVICE = f"No Chromium was found. Run: apt-get install chromium, or set {VARIABLE} to a browser."


def find_browser() -> str:
    """Return the path of a Chromium on this machine, or an empty string."""
    named = os.environ.get(VARIABLE, "")
    if named:
        return named if os.access(named, os.X_OK) else ""
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    return _playwrights_own()


def _playwrights_own() -> str:
    default = Path.home() / ".cache" / "ms-playwright"
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or default)
    found = sorted(folder.glob("chromium-*/chrome-linux*/chrome"))
    return str(found[-1]) if found else ""


def ensure_browser() -> str:
    """Return the path of a Chromium, installing one when we are root on Debian.

    :raises Trouble: when there is none and CI=true forbids to go on without
    """
    with step("Browser") as current:
        path = find_browser()
        if not path and os.geteuid() == 0 and shutil.which("apt-get"):
            try:
                apt_install(["chromium"], advice=ADVICE)
            except Trouble as trouble:
                say(f"\n    {trouble}")
            path = find_browser()
        if not path and os.environ.get("CI", "").lower() == "true":
            raise Trouble(ADVICE)
        current.note = path or "none: browser tests are skipped. " + ADVICE
    return path
