from datetime import datetime

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicationsConfig(AppConfig):
    name = "eservices.applications"
    label = "applications"
    verbose_name = _("Applications")

    def ready(self) -> None:
        """Name our verbs and messages; tell revenue who calculates the fee and hears of payment."""
        from backoffice.audit import words
        from backoffice.forms import submissions
        from backoffice.messaging import templates
        from backoffice.privacy import registries
        from backoffice.revenue import assessors, settled

        from . import fee_rules, holdings, notices, replayed
        from .labels import LABELS

        words.register(LABELS)
        submissions.register("applications", replayed.SENT)
        assessors.register("applications.fee", fee_rules.assess_fee)
        settled.register(notices.SOURCE, _hear_paid)
        registries.register_exporter(holdings.APPLICATIONS)
        registries.register_eraser(holdings.DRAFTS)
        for template in notices.ALL:
            templates.register(template)


def _hear_paid(source_id: str, charge_code: str, at: datetime) -> None:
    from .services import note_fee_paid

    note_fee_paid(application_id=int(source_id), charge_code=charge_code, at=at)
