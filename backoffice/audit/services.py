"""Write the trail and seal it."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from asgiref.local import Local
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.utils import timezone

from backoffice.identity.models import User
from backoffice.kernel.sql import run

from .models import Entry, Seal
from .queries import row_digest

log = structlog.get_logger(__name__)

BATCH = 20_000
# A slow transaction may commit a row with a smaller number after its neighbours were sealed; the
# next seal looks back this far for it.
LOOK_BACK = 10_000
LOCK = 7_110_201

WRITE = """
insert into audit_entry (action, content_type_id, object_id, label, user_id, on_behalf_of,
    "timestamp", before, after, note)
select n.action, n.kind, n.subject, n.label, given.actor, n.party, given.at, n.before, n.after,
    n.note
from unnest(%s::text[], %s::integer[], %s::text[], %s::text[], %s::bigint[], %s::jsonb[],
    %s::jsonb[], %s::text[])
    with ordinality as n(action, kind, subject, label, party, before, after, note, place),
    (values (%s::bigint, %s::timestamptz)) as given(actor, at)
order by n.place returning id
"""

_written = Local()


@dataclass(frozen=True, slots=True)
class Note:
    """What one verb did to one row.

    :param verb: `module.noun.done`, such as `revenue.charge.cancelled`
    :param on_behalf_of: the identifier of the party for whom the actor acted
    """

    verb: str
    subject: models.Model
    on_behalf_of: int | None = None
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    note: str = ""


def record(
    verb: str,
    subject: models.Model,
    *,
    actor: User | None,
    at: datetime,
    on_behalf_of: int | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    note: str = "",
) -> Entry:
    """Write the one audit row of a verb, in the transaction of the change itself.

    :param verb: `module.noun.done`, such as `revenue.charge.cancelled`
    :param actor: who did it; none for the system itself
    :param on_behalf_of: the identifier of the party for whom the actor acted
    """
    known = Note(verb, subject, on_behalf_of, before, after, note)
    return record_many([known], actor=actor, at=at)[0]


def record_many(notes: Sequence[Note], *, actor: User | None, at: datetime) -> list[Entry]:
    """Write the audit rows of a batch, one for each note, in one statement."""
    entries = [_entry(note, actor, at) for note in notes]
    values = [
        [entry.action for entry in entries],
        [entry.content_type_id for entry in entries],
        [entry.object_id for entry in entries],
        [entry.label for entry in entries],
        [entry.on_behalf_of for entry in entries],
        [_json(note.before) for note in notes],
        [_json(note.after) for note in notes],
        [entry.note for entry in entries],
        actor.pk if actor is not None else None,
        at,
    ]
    for entry, (pk,) in zip(entries, run(WRITE, values), strict=True):
        entry.pk, entry._state.adding = pk, False
    _rows_of_request().update((entry.content_type_id, entry.object_id) for entry in entries)
    return entries


def _entry(note: Note, actor: User | None, at: datetime) -> Entry:
    return Entry(
        action=note.verb,
        content_type=ContentType.objects.get_for_model(note.subject),
        object_id=str(note.subject.pk),
        label=str(note.subject)[:200],
        user_id=actor.pk if actor is not None else None,
        on_behalf_of=note.on_behalf_of,
        timestamp=at,
        before=_plain(note.before),
        after=_plain(note.after),
        note=note.note,
    )


def record_screen(verb: str, subject: models.Model, *, user: User | None) -> None:
    """Write the row of a staff form that has no service behind it."""
    kind = ContentType.objects.get_for_model(subject)
    if (kind.pk, str(subject.pk)) not in _rows_of_request():
        record(verb, subject, actor=user, at=timezone.now())


def forget_request(**kwargs: Any) -> None:
    """Begin a new request with no row written."""
    _written.rows = set()


def _rows_of_request() -> set[tuple[int, str]]:
    if not hasattr(_written, "rows"):
        _written.rows = set()
    rows: set[tuple[int, str]] = _written.rows
    return rows


def _json(values: dict[str, Any] | None) -> str | None:
    return None if values is None else json.dumps(values, cls=DjangoJSONEncoder)


def _plain(values: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return values as the database gives them back."""
    plain: dict[str, Any] | None = json.loads(_json(values) or "null")
    return plain


@transaction.atomic
def seal(*, at: datetime) -> Seal | None:
    """Chain the rows written since the last seal into a new one.

    :returns: the seal, or nothing where there is nothing to seal
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
    last = Seal.objects.order_by("-id").first()
    rows = {str(entry.pk): row_digest(entry) for entry in _unsealed(last)}
    if not rows:
        return None
    numbers = [int(number) for number in rows]
    digest = seal_digest(last.digest if last else "", rows)
    made = Seal.objects.create(
        first_entry=min(numbers),
        last_entry=max(numbers),
        entries=len(rows),
        rows=rows,
        digest=digest,
        sealed_at=at,
    )
    # The log leaves this machine: whoever rewrites rows and seals cannot rewrite it as well.
    log.info("audit.sealed", seal=made.pk, entries=made.entries, digest=digest)
    return made


def _unsealed(last: Seal | None) -> list[Entry]:
    if last is None:
        return list(Entry.objects.order_by("id")[:BATCH])
    horizon = Seal.objects.order_by("-last_entry").values_list("last_entry", flat=True)[0]
    start = max(0, horizon - LOOK_BACK)
    sealed: set[int] = set()
    for rows in Seal.objects.filter(last_entry__gte=start).values_list("rows", flat=True):
        sealed.update(int(number) for number in rows)
    found = Entry.objects.filter(pk__gt=start).order_by("id").iterator()
    fresh: list[Entry] = []
    for entry in found:
        if entry.pk not in sealed:
            fresh.append(entry)
        if len(fresh) == BATCH:
            break
    return fresh


def seal_digest(previous: str, rows: dict[str, str]) -> str:
    """Return the digest of a run of rows and the seal before it."""
    ordered = [previous, *(f"{number}:{rows[number]}" for number in sorted(rows, key=int))]
    return hashlib.sha256("\n".join(ordered).encode()).hexdigest()
