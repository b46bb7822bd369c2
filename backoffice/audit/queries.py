"""Read the trail: by subject and actor, and whether anybody tampered with it."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import QuerySet

from .models import Entry, Seal

SEALING_STOPPED_AFTER = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Tampering:
    """One row or seal that is not as it was sealed."""

    seal: int
    entry: int | None
    what: str


def history_of(subject: models.Model) -> QuerySet[Entry]:
    """Return what happened to a row, newest first."""
    entries: QuerySet[Entry] = Entry.objects.for_instance(subject).select_related("user")
    return entries


def history_of_all(subjects: Sequence[models.Model]) -> QuerySet[Entry]:
    """Return what happened to rows of one kind, newest first."""
    if not subjects:
        return Entry.objects.none()
    kind = ContentType.objects.get_for_model(subjects[0])
    rows = Entry.objects.filter(content_type=kind, object_id__in=[str(row.pk) for row in subjects])
    return rows.select_related("user").order_by("-timestamp", "-pk")


def acts_for(party_id: int) -> QuerySet[Entry]:
    """Return what was done in the name of a party, newest first."""
    return Entry.objects.filter(on_behalf_of=party_id).select_related("user")


def acts_of(user_id: int) -> QuerySet[Entry]:
    """Return what a user did, newest first."""
    return Entry.objects.filter(user_id=user_id)


def row_digest(entry: Entry) -> str:
    """Return the digest of everything an entry says."""
    said = [
        entry.pk,
        entry.action,
        entry.content_type_id,
        entry.object_id,
        entry.label,
        entry.user_id,
        entry.on_behalf_of,
        entry.timestamp.astimezone(UTC).isoformat(),
        entry.before,
        entry.after,
        entry.note,
    ]
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def verify_chain() -> Iterator[Tampering]:
    """Recompute every seal and name each row that was changed, removed or slipped in."""
    from .services import LOOK_BACK, seal_digest

    previous, horizon = "", 0
    sealed: set[int] = set()
    for seal in Seal.objects.order_by("id").iterator(chunk_size=20):
        if seal_digest(previous, seal.rows) != seal.digest:
            yield Tampering(seal.pk, None, "seal")
        yield from _verify_rows(seal)
        sealed.update(int(number) for number in seal.rows)
        previous, horizon = seal.digest, max(horizon, seal.last_entry)
    numbers = Entry.objects.filter(pk__lte=horizon - LOOK_BACK).values_list("pk", flat=True)
    for number in numbers.iterator():
        if number not in sealed:
            yield Tampering(0, number, "added")


def _verify_rows(seal: Seal) -> Iterator[Tampering]:
    found = Entry.objects.in_bulk([int(number) for number in seal.rows])
    for number, digest in seal.rows.items():
        entry = found.get(int(number))
        if entry is None:
            yield Tampering(seal.pk, int(number), "removed")
        elif row_digest(entry) != digest:
            yield Tampering(seal.pk, int(number), "changed")


def sealing_stopped(now: datetime) -> bool:
    """Tell whether rows wait for a seal longer than sealing ever takes."""
    last = Seal.objects.order_by("-last_entry").values_list("last_entry", flat=True).first() or 0
    waiting = Entry.objects.filter(pk__gt=last, timestamp__lt=now - SEALING_STOPPED_AFTER)
    return waiting.exists()
