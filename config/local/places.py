"""Where things lie in this checkout."""

import hashlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
VAR = ROOT / "var"
LOGS = VAR / "log"
PIDS = VAR / "run"
STAMPS = VAR / "stamps"
SIGN_INS = VAR / "demo" / "signins.json"
CITIZENS = VAR / "demo" / "citizens.json"
LOCAL_ENV = VAR / "local.env"
REQUIREMENTS = ROOT / "requirements.txt"
REQUIREMENTS_DEV = ROOT / "requirements-dev.txt"
INSTALLER = Path(__file__).with_name("installer.txt")


def checkout_id() -> str:
    """Return a short name that tells this checkout from any other on the machine."""
    return hashlib.sha256(str(ROOT).encode()).hexdigest()[:10]


def make_folders() -> None:
    """Create the folders that the tool box writes to."""
    for folder in (VAR, LOGS, PIDS, STAMPS):
        folder.mkdir(parents=True, exist_ok=True)
