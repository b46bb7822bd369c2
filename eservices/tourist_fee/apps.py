from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TouristFeeConfig(AppConfig):
    name = "eservices.tourist_fee"
    label = "tourist_fee"
    verbose_name = _("Stay fee declarations")

    def ready(self) -> None:
        """Say what we hold about people."""
        from backoffice.privacy import registries

        from . import holdings

        registries.register_holdings(holdings)
