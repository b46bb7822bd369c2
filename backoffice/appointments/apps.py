from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AppointmentsConfig(AppConfig):
    name = "backoffice.appointments"
    label = "appointments"
    verbose_name = _("Appointments")

    def ready(self) -> None:
        """Tell the trail our verbs, and messaging what we tell people."""
        from backoffice.audit import words
        from backoffice.messaging import templates
        from backoffice.privacy import registries

        from . import holdings
        from .labels import LABELS
        from .notices import TEMPLATES

        words.register(LABELS)
        registries.register_holdings(holdings)
        for template in TEMPLATES:
            templates.register(template)
