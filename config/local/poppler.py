"""The programs of poppler-utils, by which tests ask somebody else whether our PDFs are right."""

import os
import shutil

from config.local.install import apt_install
from config.local.terminal import Trouble, say, step

TOOLS = ("pdfsig", "pdffonts")
ADVICE = "The tests of sealed documents need poppler-utils. Run: apt-get install poppler-utils"


def missing_tools() -> list[str]:
    """Return the programs that are not on this machine."""
    return [name for name in TOOLS if not shutil.which(name)]


def ensure_poppler() -> None:
    """Find poppler-utils, installing them when we are root on Debian.

    :raises Trouble: when they are missing and CI=true forbids to go on without
    """
    with step("PDF tools") as current:
        if missing_tools() and os.geteuid() == 0 and shutil.which("apt-get"):
            try:
                apt_install(["poppler-utils"], advice=ADVICE)
            except Trouble as trouble:
                say(f"\n    {trouble}")
        missing = missing_tools()
        if missing and os.environ.get("CI", "").lower() == "true":
            raise Trouble(ADVICE)
        current.note = "none: tests of seals are skipped. " + ADVICE if missing else "found"
