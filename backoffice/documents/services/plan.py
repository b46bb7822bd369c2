"""Verbs of the file plan and of clearance."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.contrib.postgres.search import SearchVector
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.documents import blobs
from backoffice.documents.errors import (
    ArchivesNotInvited,
    ClearanceOpen,
    NothingToClear,
    ReasonMissing,
    SecondPersonNeeded,
)
from backoffice.documents.models import (
    Attachment,
    Book,
    Clearance,
    ClearedEntry,
    Entry,
    FileText,
    PlanItem,
    RetentionClass,
    StoredFile,
)
from backoffice.documents.rules.finding import CONFIGURATION
from backoffice.documents.rules.retention import delete_after
from backoffice.documents.states import CLEARANCE_MOVES, ClearanceState
from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day
from backoffice.kernel.states import check_move

DATA = Path(__file__).resolve().parent.parent / "data"


def _rows(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((DATA / f"{name}.json").read_text())
    return rows


@transaction.atomic
def load_defaults() -> int:
    """Enter books, retention classes and subjects that the town lacks; what it changed stays.

    :returns: how many subjects the plan of the file holds
    """
    Book.objects.bulk_create(
        (Book(position=place, **row) for place, row in enumerate(_rows("books"))),
        ignore_conflicts=True,
    )
    RetentionClass.objects.bulk_create(
        (RetentionClass(**row) for row in _rows("retention")), ignore_conflicts=True
    )
    classes = dict(RetentionClass.objects.values_list("code", "pk"))
    known = dict(PlanItem.objects.values_list("code", "pk"))
    for row in _rows("plan"):
        if row["code"] not in known:
            above = known.get(row["code"].rpartition(".")[0])
            facts = row | {"retention_id": classes[row["retention"]], "parent_id": above}
            facts.pop("retention")
            known[row["code"]] = PlanItem.objects.create(**facts).pk
    return len(known)


@transaction.atomic
def count_retention(*, item_id: int, actor: User | None, at: datetime) -> int:
    """Count anew how long the archived entries of a subject are kept, as after its class changed.

    :returns: how many entries have another last day now
    """
    item = PlanItem.objects.select_related("retention").get(pk=item_id)
    changed = []
    for entry in Entry.objects.filter(classification=item, destroyed_at__isnull=True):
        last = delete_after(closed_on=entry.closed_on, years=item.retention.years)
        if last != entry.delete_after:
            entry.delete_after = last
            changed.append(entry)
    Entry.objects.bulk_update(changed, ["delete_after"], batch_size=1000)
    after = {"retention": item.retention.code, "entries": len(changed)}
    record("documents.plan.counted", item, actor=actor, at=at, after=after)
    return len(changed)


def outlived(cut_on: date) -> QuerySet[Entry]:
    """Return the entries that no law, lawsuit or class keeps after a day."""
    return Entry.objects.filter(
        delete_after__lte=cut_on,
        legal_hold="",
        destroyed_at__isnull=True,
        classification__retention__years__isnull=False,
    ).order_by("pk")


@transaction.atomic
def draw_clearance(*, year: int, cut_on: date, actor: User, at: datetime) -> Clearance:
    """Draw up the list of what may be destroyed in a year.

    :param cut_on: entries kept until this day or earlier come on the list; not after today
    :raises NothingToClear: if no entry has outlived its time
    :raises ClearanceOpen: if a list of the year waits already
    """
    found = list(outlived(min(cut_on, athens_day(at))))
    if not found:
        raise NothingToClear
    try:
        with transaction.atomic():
            clearance = Clearance.objects.create(
                year=year, cut_on=cut_on, drawn_at=at, drawn_by=actor
            )
    except IntegrityError:
        raise ClearanceOpen from None
    ClearedEntry.objects.bulk_create(
        (
            ClearedEntry(clearance=clearance, entry=entry, delete_after=entry.delete_after)
            for entry in found
            if entry.delete_after is not None
        ),
        batch_size=2000,
    )
    after = {"year": year, "cut_on": cut_on, "entries": len(found)}
    record("documents.clearance.drawn", clearance, actor=actor, at=at, after=after)
    return clearance


def _locked(clearance_id: int, new: ClearanceState) -> Clearance:
    clearance = Clearance.objects.select_for_update().get(pk=clearance_id)
    check_move(CLEARANCE_MOVES, ClearanceState(clearance.state), new)
    clearance.state = new
    return clearance


@transaction.atomic
def leave_out(*, item_id: int, reason: str, actor: User, at: datetime) -> ClearedEntry:
    """Leave an entry out of a list that is not approved yet, such as one the Archives chose.

    :raises ReasonMissing: without a reason
    """
    if not reason.strip():
        raise ReasonMissing
    item = ClearedEntry.objects.select_related("clearance").get(pk=item_id)
    clearance = Clearance.objects.select_for_update().get(pk=item.clearance_id)
    check_move(CLEARANCE_MOVES, ClearanceState(clearance.state), ClearanceState.APPROVED)
    item.left_out = reason.strip()[:240]
    item.save(update_fields=["left_out"])
    after = {"entry": item.entry_id}
    record("documents.clearance.left_out", clearance, actor=actor, at=at, after=after, note=reason)
    return item


@transaction.atomic
def approve_clearance(
    *,
    clearance_id: int,
    decision: str,
    decided_on: date,
    archives_invited_on: date | None,
    actor: User,
    at: datetime,
) -> Clearance:
    """Enter the committee's approval; a second person does, after the State Archives were invited.

    :param decision: number of the committee's decision
    :raises SecondPersonNeeded: if whoever drew the list up enters it
    :raises ArchivesNotInvited: without the day of the invitation, or with one after the decision
    """
    clearance = _locked(clearance_id, ClearanceState.APPROVED)
    if clearance.drawn_by_id == actor.pk:
        raise SecondPersonNeeded
    if archives_invited_on is None or archives_invited_on > decided_on:
        raise ArchivesNotInvited
    if not decision.strip():
        raise ReasonMissing
    clearance.decision, clearance.decided_on = decision.strip(), decided_on
    clearance.archives_invited_on = archives_invited_on
    clearance.approved_at, clearance.approved_by = at, actor
    clearance.save()
    after = {"decision": clearance.decision, "decided_on": decided_on}
    record("documents.clearance.approved", clearance, actor=actor, at=at, after=after)
    return clearance


@transaction.atomic
def drop_clearance(*, clearance_id: int, reason: str, actor: User, at: datetime) -> Clearance:
    """Drop a list; its entries are kept and come on the next one."""
    if not reason.strip():
        raise ReasonMissing
    clearance = _locked(clearance_id, ClearanceState.DROPPED)
    clearance.reason = reason.strip()
    clearance.save(update_fields=["state", "reason"])
    record("documents.clearance.dropped", clearance, actor=actor, at=at, note=reason)
    return clearance


@transaction.atomic
def destroy_cleared(*, clearance_id: int, actor: User, at: datetime) -> int:
    """Destroy the contents that an approved list names; rows, numbers and hashes stay.

    Entries that came under a hold, or whose class became permanent, since the approval are left
    out. A file that another kept entry holds too is kept for that one.

    :returns: how many entries lost their contents
    """
    clearance = _locked(clearance_id, ClearanceState.DESTROYED)
    items = list(
        ClearedEntry.objects.select_related("entry__classification__retention")
        .filter(clearance=clearance, left_out="")
        .order_by("entry_id")
    )
    still = set(outlived(clearance.cut_on).values_list("pk", flat=True))
    gone = [item for item in items if item.entry_id in still]
    for item in items:
        if item.entry_id not in still:
            item.left_out = str(_("kept: its time or class changed, or it is on hold"))
    _destroy(gone, at)
    ClearedEntry.objects.bulk_update(items, ["left_out", "files_destroyed"], batch_size=500)
    clearance.destroyed_at, clearance.destroyed_by = at, actor
    clearance.save(update_fields=["state", "destroyed_at", "destroyed_by"])
    after = {"entries": len(gone), "kept": len(items) - len(gone)}
    record("documents.clearance.destroyed", clearance, actor=actor, at=at, after=after)
    return len(gone)


def _destroy(items: Sequence[ClearedEntry], at: datetime) -> None:
    ids = [item.entry_id for item in items]
    Entry.objects.filter(pk__in=ids).update(
        # Found by its number still, by nothing else.
        destroyed_at=at,
        words=SearchVector("number", "year", config=CONFIGURATION),
        folded="",
    )
    held: dict[int, list[StoredFile]] = {}
    for attachment in Attachment.objects.filter(entry_id__in=ids).select_related("file"):
        held.setdefault(attachment.entry_id, []).append(attachment.file)
    files = {file.pk: file for group in held.values() for file in group}
    kept = set(
        Attachment.objects.filter(file_id__in=files, entry__destroyed_at__isnull=True).values_list(
            "file_id", flat=True
        )
    )
    for item in items:
        item.files_destroyed = [
            {"sha256": file.sha256, "name": file.name, "size": file.size}
            for file in held.get(item.entry_id, [])
            if file.pk not in kept
        ]
    doomed = [file for pk, file in files.items() if pk not in kept]
    StoredFile.objects.filter(pk__in=[file.pk for file in doomed]).update(destroyed_at=at)
    FileText.objects.filter(file__in=doomed).delete()
    for file in doomed:
        transaction.on_commit(partial(blobs.remove, file.path))


Law = Book | PlanItem | RetentionClass


@transaction.atomic
def save_law(*, row: Law, actor: User, at: datetime) -> Law:
    """Enter or change a book, a subject of the plan or a retention class.

    Archived entries are counted anew, so that each is kept as its class says now.
    """
    before = _columns(row) if row.pk else None
    row.save()
    after = _columns(row) or {}
    changed = {name for name in after if before is None or before[name] != after[name]}
    record(
        "documents.plan.saved",
        row,
        actor=actor,
        at=at,
        before={name: before[name] for name in changed} if before else None,
        after={name: after[name] for name in changed},
    )
    if isinstance(row, RetentionClass):
        for item_id in PlanItem.objects.filter(retention=row).values_list("pk", flat=True):
            count_retention(item_id=item_id, actor=actor, at=at)
    elif isinstance(row, PlanItem):
        count_retention(item_id=row.pk, actor=actor, at=at)
    return row


def _columns(row: Law) -> dict[str, Any] | None:
    rows: QuerySet[Any] = type(row).objects.filter(pk=row.pk)
    found: dict[str, Any] | None = rows.values().first()
    return found
