from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AppointmentsConfig(AppConfig):
    name = "backoffice.appointments"
    label = "appointments"
    verbose_name = _("Appointments")

    def ready(self) -> None:
        """Tell the trail our verbs, messaging what we tell people, a matter's page our part."""
        from backoffice.audit import words
        from backoffice.messaging import templates
        from backoffice.privacy import registries

        from . import holdings, matter_blocks
        from .labels import LABELS
        from .notices import TEMPLATES

        words.register(LABELS)
        registries.register_holdings(holdings)
        for template in TEMPLATES:
            templates.register(template)
        matter_blocks.register_blocks()
