from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProceduresConfig(AppConfig):
    name = "backoffice.procedures"
    label = "procedures"
    verbose_name = _("Procedures")

    def ready(self) -> None:
        """Enter the operations that need no other module, and our parts of a matter's page."""
        from backoffice.privacy import registries

        from . import adapters, holdings, matter_blocks, office

        adapters.register_all()
        office.register_all()
        registries.register_holdings(holdings)
        matter_blocks.register_blocks()
