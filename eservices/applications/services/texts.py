"""Verbs of text blocks, and the remedies that stand under a refusal unless others are written."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day
from eservices.applications.models.texts import TextBlock

DATA = Path(__file__).resolve().parent.parent / "data" / "texts.json"
STANDARD = "remedies-standard"


@transaction.atomic
def load_texts() -> int:
    """Enter the text blocks that are missing; what the town wrote stays.

    :returns: how many were entered
    """
    made = 0
    for row in json.loads(DATA.read_text(encoding="utf-8")):
        rest = {name: value for name, value in row.items() if name != "code"}
        made += TextBlock.objects.get_or_create(code=row["code"], defaults=rest)[1]
    return made


@transaction.atomic
def save_text(*, code: str, values: dict[str, Any], actor: User, at: datetime) -> TextBlock:
    """Enter or change a text block; decisions that used it keep their own words."""
    block = TextBlock.objects.select_for_update().filter(code=code).first()
    before = {"text": block.text} if block else None
    block = block or TextBlock(code=code)
    for name, value in values.items():
        setattr(block, name, value)
    block.save()
    record(
        "applications.text.saved",
        block,
        actor=actor,
        at=at,
        before=before,
        after={"text": block.text},
    )
    return block


def texts_on(use: str, service: str, on: date) -> QuerySet[TextBlock]:
    """Return the text blocks of a use that are in force on a day for a service."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
    lasting = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
    own = Q(service="") | Q(service=service)
    return TextBlock.objects.filter(begun, lasting, own, use=use)


def standard_remedies(at: datetime) -> str:
    """Return the remedies that the law gives against every decision of the town."""
    rows = texts_on(TextBlock.Use.REMEDIES, "", athens_day(at)).order_by("position")
    block = rows.filter(code=STANDARD).first() or rows.first()
    if block is not None:
        return block.text
    shipped = json.loads(DATA.read_text(encoding="utf-8"))
    return str(next(row["text"] for row in shipped if row["code"] == STANDARD))
