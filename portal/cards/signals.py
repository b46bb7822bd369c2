"""Raise the content version when something changes that cards show and no editor wrote."""

from typing import Any

from django.apps import apps
from django.db.models import Model
from django.db.models.signals import post_delete, post_save

from portal.home import versions

SEEN = (
    "catalogue.Service",
    "catalogue.ServiceFee",
    "catalogue.Window",
    "catalogue.OfficeContact",
    "catalogue.Topic",
    "identity.Department",
)


def _changed(sender: type[Model], **kwargs: Any) -> None:
    versions.bump()


def connect() -> None:
    """Listen to every change that a card can show."""
    for name in SEEN:
        model = apps.get_model(name)
        post_save.connect(_changed, sender=model, dispatch_uid=f"cards-save-{name}")
        post_delete.connect(_changed, sender=model, dispatch_uid=f"cards-delete-{name}")
