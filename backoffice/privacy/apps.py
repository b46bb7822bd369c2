from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "backoffice.privacy"
    label = "privacy"
    verbose_name = _("Personal data")

    def ready(self) -> None:
        """Tell the trail our verbs, and enter what we hold and erase ourselves."""
        from backoffice.audit import words as trail

        from . import own, registries
        from .words import LABELS

        trail.register(LABELS)
        for exporter in own.EXPORTERS:
            registries.register_exporter(exporter)
        for eraser in own.ERASERS:
            registries.register_eraser(eraser)
