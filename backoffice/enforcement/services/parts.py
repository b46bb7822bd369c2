"""Issuing in parts: a part's notices are written in one transaction, its file in another.

A worker that dies between any two statements leaves a part as it was before one of them; whoever
takes the part up again goes on from there. Two workers of one part wait for each other.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from typing import Any

from django.db import transaction

from backoffice.audit.services import record
from backoffice.documents import services as documents
from backoffice.enforcement import letters
from backoffice.enforcement.models import Batch, Candidate, Notice, NoticeLine, Part
from backoffice.enforcement.queries.notices import page_data
from backoffice.enforcement.states import BatchState, PartState
from backoffice.kernel.counters import take_numbers
from backoffice.kernel.money import ZERO
from backoffice.party.queries import parties_by_id, postal_addresses
from backoffice.revenue.queries import Debt, debts_of, holds_of
from theme import pdf, room

from .papers import defer_papers


def set_part(*, part_id: int, at: datetime) -> Part:
    """Issue the notices of a part and set them as one file; done already, nothing happens.

    It is three steps, not one transaction: setting takes seconds and holds no lock.

    :returns: the part as it stands afterwards
    """
    part = _write(part_id, at)
    if part.state == PartState.WRITTEN:
        return _keep(part, _printed(part), at)
    return part


@transaction.atomic
def _write(part_id: int, at: datetime) -> Part:
    part = _locked(part_id)
    if part.state != PartState.WAITING:
        return part
    batch = part.batch
    chosen = list(
        batch.candidates.select_for_update(no_key=True)
        .filter(choice=Candidate.Choice.IN, position__range=(part.first, part.last))
        .order_by("position")
    )
    owed = _still_owed(batch, chosen)
    gone = [row.pk for row in chosen if row.debtor_id not in owed]
    Candidate.objects.filter(pk__in=gone).update(choice=Candidate.Choice.SETTLED)
    made = _notices(part, [row for row in chosen if row.debtor_id in owed], owed)
    part.state, part.notices_count = PartState.WRITTEN, len(made)
    part.save(update_fields=["state", "notices_count"])
    after = {"part": part.number, "notices": len(made), "settled": len(gone)}
    record("enforcement.part.written", batch, actor=batch.issued_by, at=at, after=after)
    return part


def _locked(part_id: int) -> Part:
    rows = Part.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("batch").get(pk=part_id)


def _still_owed(batch: Batch, chosen: Sequence[Candidate]) -> dict[int, list[Debt]]:
    """Return the debts that are still open and free of holds, by debtor."""
    assert batch.on is not None
    wanted = {charge_id for row in chosen for charge_id in row.charge_ids}
    held = holds_of(wanted, batch.on)
    found: dict[int, list[Debt]] = {}
    for debt in debts_of([row.debtor_id for row in chosen], batch.on):
        if debt.charge_id in wanted and debt.charge_id not in held and debt.principal_open > 0:
            found.setdefault(debt.debtor_id, []).append(debt)
    return found


def _notices(
    part: Part, rows: Sequence[Candidate], owed: dict[int, list[Debt]]
) -> Sequence[Notice]:
    if not rows:
        return []
    batch, ids = part.batch, {row.debtor_id for row in rows}
    assert batch.on is not None
    parties, addresses = parties_by_id(ids), postal_addresses(ids)
    # From here to the commit other parts wait for their numbers.
    numbers = take_numbers(f"enforcement:{batch.kind}", batch.on.year, len(rows))
    made = [
        _notice(part, row, number, parties[row.debtor_id], addresses, owed[row.debtor_id])
        for row, number in zip(rows, numbers, strict=True)
    ]
    Notice.objects.bulk_create(made, batch_size=1000)
    NoticeLine.objects.bulk_create(
        (
            NoticeLine(
                notice=notice,
                position=place,
                charge_id=debt.charge_id,
                principal=debt.principal_open,
                interest=debt.surcharge,
            )
            for notice in made
            for place, debt in enumerate(owed[notice.debtor_id], 1)
        ),
        batch_size=2000,
    )
    return made


def _notice(
    part: Part,
    row: Candidate,
    number: int,
    party: Any,
    addresses: dict[int, Any],
    debts: Sequence[Debt],
) -> Notice:
    batch = part.batch
    assert batch.on is not None
    said = letters.content(
        kind=batch.kind,
        number=f"{number}/{batch.on.year}",
        on=batch.on,
        party=party,
        address=addresses.get(party.pk),
        debts=debts,
    )
    return Notice(
        batch=batch,
        part=part,
        position=row.position,
        kind=batch.kind,
        year=batch.on.year,
        number=number,
        debtor_id=party.pk,
        on=batch.on,
        total=sum((debt.total for debt in debts), ZERO),
        content=said,
        digest=digest_of(said),
    )


def digest_of(said: dict[str, Any]) -> str:
    """Return the SHA-256 of what a notice says."""
    return sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _printed(part: Part) -> bytes | None:
    notices = list(part.notices.order_by("position"))
    if not notices:
        return None
    batch = part.batch
    assert batch.issued_at is not None
    try:
        return pdf.render_notices(
            page_data(batch, notices),
            at=batch.issued_at,
            title=f"{batch.title} {part.number}",
            separators=separators(notices),
        )
    finally:
        room.let_go()


def separators(notices: Sequence[Notice]) -> dict[int, list[str]]:
    """Return the sheet before each post code: the code, the place, how many letters follow."""
    sheets: dict[int, list[str]] = {}
    place = 0
    for code, rows in groupby(notices, key=lambda notice: notice.content["postcode"]):
        group = list(rows)
        words = group[0].content["address"][-1:] or ["–"]
        sheets[place] = [code or "–", *words, f"× {len(group)}"]
        place += len(group)
    return sheets


def _keep(part: Part, content: bytes | None, at: datetime) -> Part:
    file = None
    if content is not None:
        # Kept under its own hash before the row names it: a crash between leaves no double.
        name = f"{part.batch.code}-{part.number:03d}.pdf"
        kept = documents.keep_made({name: content}, actor=part.batch.issued_by, at=at)
        file = kept[name]
    return _finish(part.pk, file, at)


@transaction.atomic
def _finish(part_id: int, file: Any, at: datetime) -> Part:
    batch_id = Part.objects.values_list("batch_id", flat=True).get(pk=part_id)
    # The batch first: of two parts that end at once, the second sees that the first has ended.
    batch = Batch.objects.select_for_update(no_key=True).get(pk=batch_id)
    part = _locked(part_id)
    if part.state == PartState.SET:
        return part
    part.file, part.set_at, part.state = file, at, PartState.SET
    part.pages = file.pages if file else 0
    part.save()
    if batch.papers_asked_at is not None:
        defer_papers([part.pk])
    if batch.parts.exclude(state=PartState.SET).exists():
        return part
    batch.state = BatchState.ISSUED
    batch.save(update_fields=["state"])
    after = {"notices": batch.notices.count(), "parts": batch.parts.count()}
    record("enforcement.batch.issued", batch, actor=batch.issued_by, at=at, after=after)
    return part
