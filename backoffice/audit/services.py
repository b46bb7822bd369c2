"""Write the trail and seal it."""

import hashlib
import json
from datetime import datetime
from typing import Any

import structlog
from asgiref.local import Local
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.utils import timezone

from backoffice.identity.models import User

from .models import Entry, Seal
from .queries import row_digest

log = structlog.get_logger(__name__)

BATCH = 20_000
# A slow transaction may commit a row with a smaller number after its neighbours were sealed; the
# next seal looks back this far for it.
LOOK_BACK = 10_000
LOCK = 7_110_201

_written = Local()


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
    kind = ContentType.objects.get_for_model(subject)
    _rows_of_request().add((kind.pk, str(subject.pk)))
    return Entry.objects.create(
        action=verb,
        content_type=kind,
        object_id=str(subject.pk),
        label=str(subject)[:200],
        user_id=actor.pk if actor is not None else None,
        on_behalf_of=on_behalf_of,
        timestamp=at,
        before=_plain(before),
        after=_plain(after),
        note=note,
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


def _plain(values: dict[str, Any] | None) -> dict[str, Any] | None:
    if values is None:
        return None
    plain: dict[str, Any] = json.loads(json.dumps(values, cls=DjangoJSONEncoder))
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
