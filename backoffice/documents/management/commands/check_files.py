"""`manage.py check_files`: read every kept file again and compare its hash."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backoffice.documents.reconcile import disagreeing_everywhere


class Command(BaseCommand):
    """Compare every content in the private store with the hash that was kept."""

    help = "Read every kept file and name those that are missing or changed; exit status 1 if any."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what disagrees."""
        found = 0
        for row in disagreeing_everywhere():
            found += 1
            self.stdout.write(f"{row['file']} {row['sha256']} {row['found']}")
        if found:
            raise CommandError(f"{found} files are missing or changed.")
        self.stdout.write("Every kept file lies in the store, unchanged.")
