"""The copy that a person gets of their own data, opened."""

import json
import zipfile
from typing import Any

from django.utils import timezone

from backoffice.privacy import services


def copy_of(user: Any, name: str) -> list[dict[str, Any]]:
    """Return what the file of one module in a user's copy holds, made as they get it."""
    now = timezone.now()
    asked = services.ask(user=user, kind="access", text="", key=f"copy-{user.pk}", at=now)
    parcel = services.make_parcel(request_id=asked.pk, at=now)
    with zipfile.ZipFile(services.fetch_parcel(parcel=parcel, at=now)) as copy:
        rows: list[dict[str, Any]] = json.loads(copy.read(f"{name}.json"))
    return rows


def rows_of(user: Any, name: str, kind: str) -> list[dict[str, Any]]:
    """Return the rows of one kind in a user's copy."""
    return [row for row in copy_of(user, name) if row.get("kind_of_row") == kind]
