from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RevenueConfig(AppConfig):
    name = "backoffice.revenue"
    label = "revenue"
    verbose_name = _("Revenue")

    def ready(self) -> None:
        """Enter assessors, operations and verbs, and where the books find our pages."""
        from backoffice.audit import words
        from backoffice.certificates import kinds
        from backoffice.documents.proofs import PROOFS
        from backoffice.ledger.sources import SOURCE_PAGES
        from backoffice.privacy import registries

        from . import (
            assessors,
            certificates,
            feeders,
            holdings,
            matter_blocks,
            pages,
            proofs,
            steps,
        )
        from .labels import LABELS
        from .services.listed_facts import FEEDER, FILE_FEEDER

        words.register(LABELS)
        assessors.register("revenue.by_tariff", assessors.assess_by_tariff)
        assessors.register("revenue.as_stated", assessors.assess_as_stated)
        for kind, page in pages.OF_SOURCES.items():
            SOURCE_PAGES.register(kind, page)
        feeders.register(FILE_FEEDER, FEEDER)
        steps.register_all()
        matter_blocks.register_blocks()
        for certificate in certificates.ALL:
            kinds.register(certificate)
        PROOFS.register("revenue.receipt", proofs.receipt_proof)
        registries.register_holdings(holdings)
