"""Put the programme's services in place."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backoffice.kernel.errors import DomainError
from eservices.catalogue.services import load_services


class Command(BaseCommand):
    """Load services, fees, forms and pages; what the town changed stays."""

    help = "Put in place the services that come with the programme, never over the town's own."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say what was done."""
        try:
            done = load_services(at=timezone.now())
        except DomainError as error:
            raise CommandError(str(error)) from error
        for code, fields in done.kept.items():
            self.stdout.write(f"{code}: the town's own {', '.join(fields)} stay.")
        self.stdout.write(
            f"{len(done.added)} services added, {len(done.renewed)} renewed, {done.fees} fees, "
            f"{done.forms} forms, {done.pages} pages."
        )
