"""Put the programme's own procedures in force."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from backoffice.procedures.shipped import load


class Command(BaseCommand):
    """Put in force every shipped drawing that is new; a town's own drawings stay."""

    help = "Put in force the procedures that come with the programme, where they are new."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say what came in force."""
        loaded = load(at=timezone.now())
        for version in loaded:
            self.stdout.write(f"{version.definition.key}: {version.number}")
        self.stdout.write(f"{len(loaded)} versions put in force.")
