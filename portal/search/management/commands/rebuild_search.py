"""Make the index of the site's search anew."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.search import services


class Command(BaseCommand):
    """Index every page and service."""

    help = "Make the index of the site's search anew, after a restore or a change of its rules."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild and say how many entries there are."""
        count = services.rebuild()
        self.stdout.write(f"{count} entries in the search index.")
