from datetime import datetime

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BusinessFeesConfig(AppConfig):
    name = "backoffice.business_fees"
    label = "business_fees"
    verbose_name = _("Business fees")

    def ready(self) -> None:
        """Name our verbs; tell revenue who calculates these fees and who hears of payments."""
        from backoffice.audit import words
        from backoffice.privacy import registries
        from backoffice.revenue import assessors as revenue_assessors
        from backoffice.revenue import settled

        from . import assessors, holdings
        from .labels import LABELS

        words.register(LABELS)
        revenue_assessors.register("business_fees.stay", assessors.assess_stay)
        revenue_assessors.register("business_fees.receipts", assessors.assess_receipts)
        settled.register("business_fees.declaration", _hear_settled)
        registries.register_holdings(holdings)


def _hear_settled(source_id: str, charge_code: str, at: datetime) -> None:
    from .services import mark_settled

    mark_settled(declaration_id=int(source_id), at=at)
