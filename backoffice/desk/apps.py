from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "backoffice.desk"
    label = "desk"
    verbose_name = _("Desk")

    def ready(self) -> None:
        """Enter the tiles and the worklists of the modules below."""
        from . import piles, tiles

        tiles.register_all()
        piles.register_all()
