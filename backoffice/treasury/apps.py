from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TreasuryConfig(AppConfig):
    name = "backoffice.treasury"
    label = "treasury"
    verbose_name = _("Treasury")

    def ready(self) -> None:
        """Tell the trail our verbs, the books our pages, and revenue where cash is taken."""
        from backoffice.audit import words
        from backoffice.ledger.sources import SOURCE_PAGES
        from backoffice.privacy import registries
        from backoffice.revenue import tills

        from . import holdings, pages
        from .labels import LABELS

        words.register(LABELS)
        registries.register_holdings(holdings)
        SOURCE_PAGES.register("treasury.movement", pages.movement_page)
        SOURCE_PAGES.register("treasury.bank_sum", pages.sum_page)
        tills.register("treasury", pages.TILLS)
