"""The law's rows that every town begins with."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from backoffice.enforcement.models import LegalFigure, ServiceRule

DATA = Path(__file__).resolve().parents[1] / "data" / "law.json"


@transaction.atomic
def load_defaults() -> int:
    """Enter the figures and rules of service of `data/law.json` that are missing.

    A town that ended a row and entered another keeps its own.

    :returns: how many were entered
    """
    data = json.loads(DATA.read_text(encoding="utf-8"))
    first = date.fromisoformat(data["valid_from"])
    keys = set(LegalFigure.objects.values_list("key", flat=True))
    ways = set(ServiceRule.objects.values_list("way", flat=True))
    figures = [
        LegalFigure(**row | {"value": Decimal(row["value"])}, valid_from=first)
        for row in data["figures"]
        if row["key"] not in keys
    ]
    rules = [
        ServiceRule(**row, valid_from=first) for row in data["service"] if row["way"] not in ways
    ]
    LegalFigure.objects.bulk_create(figures)
    ServiceRule.objects.bulk_create(rules)
    return len(figures) + len(rules)
