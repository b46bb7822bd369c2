from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def load_defaults(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Enter the law's figures that are missing, after every migration."""
    from .services import load_defaults

    # A migration backwards leaves no table to fill.
    if "enforcement_legalfigure" in connections[using].introspection.table_names():
        load_defaults()


def serve_list() -> Any:
    """Return the link from a certified list to the notices of its charges."""
    from django.urls import reverse

    from backoffice.revenue.list_links import ListLink

    return ListLink(
        "enforcement.make_batch",
        _("Notices of this list"),
        lambda code: f"{reverse('enforcement:choose')}?kind=individual&list={code}",
    )


class EnforcementConfig(AppConfig):
    name = "backoffice.enforcement"
    label = "enforcement"
    verbose_name = _("Notices and enforcement")

    def ready(self) -> None:
        """Name our verbs and our files, and load the law's figures after every migration."""
        from backoffice.audit import words
        from backoffice.documents.access import FILE_HOLDERS
        from backoffice.privacy import registries
        from backoffice.revenue import list_links

        from . import holdings
        from .access import may_read_file
        from .labels import LABELS

        words.register(LABELS)
        list_links.register("enforcement", serve_list())
        registries.register_holdings(holdings)
        FILE_HOLDERS.register("notices and proofs of service", may_read_file)
        post_migrate.connect(load_defaults, sender=self, dispatch_uid="enforcement.load_defaults")
