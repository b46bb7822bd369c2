"""The law's periods that every town begins with."""

import json
from datetime import date
from pathlib import Path

from django.db import transaction

from backoffice.privacy.models import Period

DATA = Path(__file__).resolve().parents[1] / "data" / "law.json"


@transaction.atomic
def load_defaults() -> int:
    """Enter the periods of `data/law.json` that are missing; what a town set stays.

    :returns: how many were entered
    """
    data = json.loads(DATA.read_text(encoding="utf-8"))
    first = date.fromisoformat(data["valid_from"])
    known = set(Period.objects.values_list("eraser", flat=True))
    made = [
        Period(
            eraser=row["key"],
            months=row["months"],
            legal_basis=row["legal_basis"],
            valid_from=first,
        )
        for row in data["periods"]
        if row["key"] not in known
    ]
    Period.objects.bulk_create(made)
    return len(made)
