"""`manage.py qr_key`: make the key that signs QR codes, list the keys, withdraw one."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backoffice.certificates import queries, services
from backoffice.kernel.errors import DomainError


class Command(BaseCommand):
    """Keep the keys of QR codes."""

    help = "Make the key that signs QR codes of certificates, list the keys, or withdraw one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to do."""
        parser.add_argument("--new", type=Path, help="write a new private key to this file")
        parser.add_argument("--withdraw", default="", help="name of a key that others may have")
        parser.add_argument("--reason", default="", help="why it is withdrawn")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, then list the keys that are accepted."""
        if options["new"]:
            self.stdout.write(f"New key: {_made(options['new'])}")
        try:
            if options["withdraw"]:
                services.withdraw_key(
                    kid=options["withdraw"],
                    reason=options["reason"],
                    actor=None,
                    at=timezone.now(),
                )
        except DomainError as error:
            raise CommandError(str(error)) from error
        for key in queries.public_keys():
            self.stdout.write(f"Accepted: {key['kid']}")


def _made(path: Path) -> str:
    from integrations.signing import TokenKey

    key = TokenKey.new()
    try:
        # Only who runs the service may read it, from the first byte on; an older one is never lost.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise CommandError(
            f"{path} cannot be written: {error.strerror}. Name a new file."
        ) from error
    with os.fdopen(handle, "wb") as file:
        file.write(key.pem())
    return key.kid
