from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CardsConfig(AppConfig):
    name = "portal.cards"
    label = "cards"
    verbose_name = _("Service cards")

    def ready(self) -> None:
        """Tell the catalogue about our pages, and listen to what they show of it."""
        from eservices.catalogue.registry import CARDS

        from . import signals
        from .pages import Pages

        CARDS.register("site", Pages())
        signals.connect()
