"""`manage.py check_qr`: check what a QR code says, with public keys and without a connection."""

import json
from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backoffice.certificates import codes, listed
from backoffice.certificates.errors import CodeRefused
from backoffice.kernel.dates import ATHENS, athens_day

GONE = {
    "cancelled": "Genuine, but revoked. Do not accept the paper.",
    "replaced": "Genuine, but another took its place. Ask for that one.",
    "in_review": "Genuine, but examined anew by the municipality. Ask /verify/ first.",
}


class Command(BaseCommand):
    """Check a scanned code; with `--keys` it asks neither database nor network."""

    help = "Check what a scanned QR code of a certificate says; exit status 1 if it is not ours."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the scanned text, the keys, and what stands on the paper."""
        parser.add_argument("text", help="everything the QR code holds, or what stands behind #")
        parser.add_argument(
            "--keys", type=Path, help="a file of /verify/keys/; without it the town's own keys"
        )
        parser.add_argument(
            "--revoked", type=Path, help="a file of /verify/revoked.jws, fetched within the day"
        )
        parser.add_argument("--name", default="", help="the holder as printed")
        parser.add_argument("--afm", default="", help="the holder's AFM as printed")
        parser.add_argument(
            "--on", type=date.fromisoformat, help="the day to judge by, as 2026-11-22; else today"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what the code says, or why it is refused."""
        keys = _keys(options["keys"])
        try:
            said = codes.read(
                options["text"],
                keys,
                name=options["name"],
                afm=options["afm"],
            )
        except CodeRefused as error:
            raise CommandError(str(error)) from error
        for name, value in _lines(said):
            self.stdout.write(f"{name:<12} {value}")
        if said.is_holders is False:
            raise CommandError("Signed for another name or AFM. Do not accept the paper.")
        if said.is_expired(options["on"] or athens_day(timezone.now())):
            raise CommandError("Genuine, but the time in which it may be used has passed.")
        if options["revoked"] is None:
            self.stdout.write("Genuine. Only /verify/ knows whether it was revoked since.")
            return
        known = _listed(options["revoked"], keys)
        _judge(said, known, _instant(options["on"]))
        self.stdout.write(f"Genuine, and not revoked at {known.issued_at:%Y-%m-%d %H:%M} UTC.")


def _keys(path: Path | None) -> list[Mapping[str, Any]]:
    if path is None:
        from backoffice.certificates import queries

        return list(queries.public_keys())
    try:
        return list(json.loads(path.read_text(encoding="utf-8"))["keys"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CommandError(f"{path} holds no keys. Save what /verify/keys/ answers.") from error


def _listed(path: Path, keys: list[Mapping[str, Any]]) -> listed.Listed:
    try:
        return listed.read(path.read_text(encoding="ascii"), keys)
    except (OSError, ValueError) as error:
        raise CommandError(
            f"{path} cannot be read. Save what /verify/revoked.jws answers."
        ) from error
    except CodeRefused as error:
        raise CommandError(str(error)) from error


def _instant(on: date | None) -> datetime:
    return timezone.now() if on is None else datetime.combine(on, time.min, ATHENS)


def _judge(said: codes.Said, known: listed.Listed, now: datetime) -> None:
    """Refuse a paper that the list names, or of which it says nothing."""
    state = known.state_of(said.code)
    if state:
        raise CommandError(GONE[state])
    if not known.knows(said.on):
        raise CommandError(
            f"Genuine, but the list holds only papers issued since {known.since}. Ask /verify/."
        )
    if known.is_old(now):
        raise CommandError(
            "Genuine, but the list is too old to tell whether it was revoked. Fetch a new one."
        )


def _lines(said: codes.Said) -> list[tuple[str, Any]]:
    found = [
        ("code", said.code),
        ("kind", said.kind),
        ("number", said.number),
        ("issued on", said.on),
        ("valid until", said.until or "certifies its day of issue"),
    ]
    return found + ([("replaces", said.replaces)] if said.replaces else [])
