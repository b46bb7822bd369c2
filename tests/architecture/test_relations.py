"""Relations between models point downward too, also those written as strings."""

from collections.abc import Iterable

from django.apps import apps
from django.db import models

from .house import rank_of


def upward_relations(all_models: Iterable[type[models.Model]]) -> list[str]:
    """Return the relations that lead from a lower module to a higher one."""
    found = []
    for model in all_models:
        own = rank_of(model._meta.app_config.name)
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if own is None or field.auto_created or not isinstance(target, type):
                continue
            other = rank_of(target._meta.app_config.name)
            if other is not None and own < other:
                found.append(f"{model._meta.label}.{field.name} → {target._meta.label}")
    return found


def test_relations_point_downward() -> None:
    assert upward_relations(apps.get_models(include_auto_created=True)) == []


def test_relation_check_can_fail() -> None:
    party = apps.get_model("party", "Party")

    class Wrong(models.Model):
        debtor = models.ForeignKey(party, models.CASCADE)

        class Meta:
            app_label = "kernel"

    try:
        assert upward_relations([Wrong]) == ["kernel.Wrong.debtor → party.Party"]
    finally:
        del apps.all_models["kernel"]["wrong"]
        apps.clear_cache()
