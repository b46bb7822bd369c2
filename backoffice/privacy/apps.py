from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

SHAPED_BY = ("privacy", "0002_looks_by_day")


def load_defaults(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Enter the law's periods that are missing, after every migration."""
    from .services import load_defaults as load

    # A migration backwards leaves no table to fill, or one of another shape.
    if SHAPED_BY in MigrationRecorder(connections[using]).applied_migrations():
        load()


class PrivacyConfig(AppConfig):
    name = "backoffice.privacy"
    label = "privacy"
    verbose_name = _("Personal data")

    def ready(self) -> None:
        """Tell the trail our verbs, hear who looks, and enter what we hold and erase ourselves."""
        from backoffice.audit import words as trail
        from backoffice.kernel import sights

        from . import own, registries
        from .services import hear_look
        from .words import LABELS

        sights.HEARERS.register("privacy", hear_look)
        post_migrate.connect(load_defaults, sender=self)

        trail.register(LABELS)
        registries.register_holdings(own)
