"""Verbs of the law as data: categories of business and who receives declarations since when."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from backoffice.audit.services import record
from backoffice.business_fees.models import Category, Receiver
from backoffice.identity.models import User

DEFAULTS = Path(__file__).parent.parent / "data" / "categories.json"


@transaction.atomic
def save_category(*, category: Category, actor: User | None, at: datetime) -> Category:
    """Enter or change a category of business."""
    before = _values(Category.objects.filter(pk=category.pk).first())
    category.save()
    verb = "business_fees.category.changed" if before else "business_fees.category.entered"
    record(verb, category, actor=actor, at=at, before=before, after=_values(category))
    return category


@transaction.atomic
def save_receiver(*, receiver: Receiver, actor: User | None, at: datetime) -> Receiver:
    """Enter or change who receives the declarations of periods from a day on."""
    before = _values(Receiver.objects.filter(pk=receiver.pk).first())
    receiver.save()
    verb = "business_fees.receiver.changed" if before else "business_fees.receiver.entered"
    record(verb, receiver, actor=actor, at=at, before=before, after=_values(receiver))
    return receiver


def set_receiver(
    *,
    who: str,
    valid_from: date,
    legal_basis: str,
    actor: User | None,
    at: datetime,
    link: str = "",
    municipality_code: str = "",
) -> Receiver:
    """Say who receives declarations of periods that begin on or after a day.

    :param who: `town` or `aade`
    """
    receiver = Receiver.objects.filter(valid_from=valid_from).first()
    receiver = receiver or Receiver(valid_from=valid_from)
    receiver.who, receiver.legal_basis = who, legal_basis
    receiver.link, receiver.municipality_code = link, municipality_code
    return save_receiver(receiver=receiver, actor=actor, at=at)


@transaction.atomic
def load_defaults(*, actor: User | None, at: datetime) -> int:
    """Enter the categories of the law that are missing; those known stay as the town set them.

    :returns: how many were entered
    """
    known = set(Category.objects.values_list("key", flat=True))
    rows = [row for row in json.loads(DEFAULTS.read_text("utf-8")) if row["key"] not in known]
    for row in rows:
        save_category(category=Category(**row), actor=actor, at=at)
    return len(rows)


def _values(row: Category | Receiver | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {f.name: getattr(row, f.name) for f in row._meta.concrete_fields if f.name != "id"}
