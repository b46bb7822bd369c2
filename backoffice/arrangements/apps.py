from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArrangementsConfig(AppConfig):
    name = "backoffice.arrangements"
    label = "arrangements"
    verbose_name = _("Arrangements")

    def ready(self) -> None:
        """Name our verbs; tell revenue who calculates our charges and who hears of payments."""
        from backoffice.audit import words
        from backoffice.privacy import registries
        from backoffice.revenue import assessors as revenue_assessors
        from backoffice.revenue import instalments, settled

        from . import assessors, holdings
        from .collecting import asked_of
        from .labels import LABELS
        from .tasks import hear_settled

        words.register(LABELS)
        revenue_assessors.register("arrangements.interest", assessors.assess_interest)
        revenue_assessors.register("arrangements.late", assessors.assess_late)
        settled.register("arrangements.instalment", hear_settled)
        instalments.register("arrangements", asked_of)
        registries.register_holdings(holdings)
