from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def load_chart(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Bring the chart of accounts up to date after every migration."""
    from .services import load_chart

    # A migration backwards leaves no table to fill.
    if "ledger_account" in connections[using].introspection.table_names():
        load_chart()


class LedgerConfig(AppConfig):
    name = "backoffice.ledger"
    label = "ledger"
    verbose_name = _("Ledger")

    def ready(self) -> None:
        """Name our verbs, and load the chart whenever the tables are brought up to date."""
        from backoffice.audit import words

        from .labels import LABELS

        words.register(LABELS)
        post_migrate.connect(load_chart, sender=self, dispatch_uid="ledger.load_chart")
