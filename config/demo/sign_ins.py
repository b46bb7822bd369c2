"""The demonstration's sign-ins: one of each kind, with a second factor where it is compulsory."""

import base64
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from .people import Person

PASSWORD = "Minoa-Akti-2026"  # noqa: S105 - a demonstration's, printed by the command that makes it


@dataclass(frozen=True, slots=True)
class SignIn:
    """One way into the demonstration town."""

    role: str
    email: str
    password: str = PASSWORD
    totp_secret: str = ""

    @property
    def totp_key(self) -> str:
        """The secret in the form that the device stores: hexadecimal."""
        return base64.b32decode(self.totp_secret).hex()


def with_second_factor(role: str, email: str) -> SignIn:
    """Return a sign-in with a fresh secret for codes."""
    return SignIn(role, email, totp_secret=base64.b32encode(os.urandom(20)).decode())


def write(sign_ins: Sequence[SignIn], citizens: Sequence[Person]) -> None:
    """Write what `make run` prints and what the TAXISnet sandbox offers, readable by us alone."""
    folder = Path(settings.VAR_DIR) / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "signins.json", [asdict(row) for row in sign_ins])
    _write(folder / "citizens.json", [person.taxis_record for person in citizens])


def _write(path: Path, rows: list) -> None:
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    path.chmod(0o600)
