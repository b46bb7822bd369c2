from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    name = "eservices.catalogue"
    label = "catalogue"
    verbose_name = _("Catalogue of services")

    def ready(self) -> None:
        """Tell the trail our verbs."""
        from backoffice.audit import words

        from .labels import LABELS

        words.register(LABELS)
