from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagingConfig(AppConfig):
    name = "backoffice.messaging"
    label = "messaging"
    verbose_name = _("Messages")

    def ready(self) -> None:
        """Tell the trail our verbs, enter our template and our part of a matter's page."""
        from backoffice.audit import words
        from backoffice.privacy import registries

        from . import holdings, matter_blocks, own, templates
        from .labels import LABELS

        words.register(LABELS)
        templates.register(own.WRITTEN)
        registries.register_holdings(holdings)
        matter_blocks.register_blocks()
