from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    name = "eservices.catalogue"
    label = "catalogue"
    verbose_name = _("Catalogue of services")

    def ready(self) -> None:
        """Tell the trail our verbs, and the forms which services ask them."""
        from backoffice.audit import words
        from backoffice.forms import uses

        from .asking import who_asks
        from .labels import LABELS

        words.register(LABELS)
        uses.register("catalogue", who_asks)
