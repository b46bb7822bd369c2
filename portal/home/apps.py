from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "portal.home"
    label = "home"
    verbose_name = _("Home")

    def ready(self) -> None:
        """Listen to changes of content."""
        from . import signals

        signals.connect()
