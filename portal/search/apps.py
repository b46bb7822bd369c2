from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "portal.search"
    label = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        """Name the services of the house and listen to publishing."""
        from . import doors, registry, signals

        registry.register("doors", doors.services)
        signals.connect()
