"""`manage.py demo --scale small`: the demonstration town."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from config.demo import town


class Command(BaseCommand):
    """Build the demonstration town, once."""

    help = "Build the demonstration town with synthetic people, declarations, debts and pages."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the size of the town."""
        parser.add_argument("--scale", choices=sorted(town.SCALES), default="small")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build it, and never into a real town's database."""
        if not settings.DEMONSTRATION:
            raise CommandError("The demonstration is not for production: use the dev settings.")
        built = town.build(scale=options["scale"], at=timezone.now())
        self.stdout.write("The town is built." if built else "The town is there already.")
