"""The demonstration's sign-ins, with the second-factor code that is valid now."""

import base64
import binascii
import hashlib
import hmac
import json
import struct
import time

from config.local import places
from config.local.terminal import say

STEP_SECONDS = 30
DIGITS = 6


def totp(secret: str, *, at: float) -> str:
    """Return the code of a base32 secret at an instant in seconds since 1970 (RFC 6238)."""
    padded = secret.strip().replace(" ", "").upper()
    key = base64.b32decode(padded + "=" * (-len(padded) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(at) // STEP_SECONDS), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def read_sign_ins() -> list[dict[str, str]]:
    """Return the demonstration's sign-ins, or none before it has been made."""
    try:
        rows = json.loads(places.SIGN_INS.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def print_sign_ins() -> None:
    """Print a table of role, e-mail, password, second-factor secret and its current code."""
    rows = read_sign_ins()
    if not rows:
        say("  No sign-ins are known here. A fresh town prints its own: make clean, then make run")
        return
    say()
    say(f"  {'role':<20} {'e-mail':<36} {'password':<22} code now (secret)")
    for row in rows:
        say(
            f"  {row.get('role', ''):<20} {row.get('email', ''):<36} "
            f"{row.get('password', ''):<22} {_second_factor(row)}"
        )
    say("  Codes change every 30 seconds; print them again with: make codes")


def _second_factor(row: dict[str, str]) -> str:
    secret = row.get("totp_secret") or ""
    if not secret:
        return "none"
    try:
        return f"{totp(secret, at=time.time())} ({secret})"
    except (binascii.Error, ValueError):
        return secret
