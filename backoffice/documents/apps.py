from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def load_defaults(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Enter the books and the file plan that are missing, after every migration."""
    from .services import load_circulation, load_defaults

    # A migration backwards leaves no table to fill.
    tables = connections[using].introspection.table_names()
    if "documents_planitem" in tables:
        load_defaults()
    if "documents_clockrule" in tables:
        load_circulation()


class DocumentsConfig(AppConfig):
    name = "backoffice.documents"
    label = "documents"
    verbose_name = _("Documents")

    def ready(self) -> None:
        """Say what the verbs are called, and load books and plan after every migration."""
        from backoffice.audit import words
        from backoffice.privacy import registries

        from . import holdings
        from .access import FILE_HOLDERS
        from .circulation_access import may_read_proof
        from .circulation_blocks import register_blocks
        from .circulation_labels import LABELS as CIRCULATION_LABELS
        from .labels import LABELS
        from .matter_blocks import register_matter_blocks

        words.register(LABELS)
        words.register(CIRCULATION_LABELS)
        register_blocks()
        registries.register_holdings(holdings)
        register_matter_blocks()
        FILE_HOLDERS.register("proofs of dispatch", may_read_proof)
        post_migrate.connect(load_defaults, sender=self, dispatch_uid="documents.load_defaults")
