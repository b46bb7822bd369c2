"""PDFs of single notices: set from the frozen words, kept when they leave by themselves.

Asked for together, the queue keeps one for each notice, part by part and a few in a transaction.
Killed in the middle it goes on with those that have none; the same words give the same bytes.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from backoffice.audit.services import Note, record, record_many
from backoffice.documents import services as documents
from backoffice.documents.queries import content_of
from backoffice.enforcement.errors import NotIssued
from backoffice.enforcement.models import Batch, Notice, Opening, Part
from backoffice.enforcement.queries.left import without_paper
from backoffice.enforcement.queries.notices import printed
from backoffice.enforcement.states import BatchState, PartState
from backoffice.identity.models import User

#: Papers that are kept in one transaction: a second or two of work.
TOGETHER = 25


def keep_paper(*, notice_id: int, actor: User | None, at: datetime) -> bytes:
    """Return the PDF of one notice as it left the first time; the first time it is kept.

    Set anew after an upgrade, the same words could give other bytes; what was handed out stays.
    """
    notice = Notice.objects.select_related("batch", "file").get(pk=notice_id)
    if notice.file is not None:
        return content_of(notice.file)
    content = printed(notice)
    file = documents.keep_file(content=content, name=f"{notice.code}.pdf", actor=actor, at=at)
    return content_of(_named(notice_id, file, actor, at))


@transaction.atomic
def _named(notice_id: int, file: Any, actor: User | None, at: datetime) -> Any:
    notice = Notice.objects.select_for_update(of=("self",), no_key=True).get(pk=notice_id)
    if notice.file is None:
        notice.file = file
        notice.save(update_fields=["file"])
        record_many([_note(notice)], actor=actor, at=at)
    return notice.file


@transaction.atomic
def order_papers(*, batch_id: int, actor: User, at: datetime) -> Batch:
    """Order that the queue keeps a PDF for each notice of a batch, part by part.

    Parts that are not ready follow by themselves. Ordered twice, it is ordered once.

    :raises NotIssued: if the batch is not being issued
    """
    # The batch first, as whoever ends a part does: a part is queued here or there, never neither.
    batch = Batch.objects.select_for_update(no_key=True).get(pk=batch_id)
    if batch.state not in (BatchState.ISSUING, BatchState.ISSUED):
        raise NotIssued
    if batch.papers_asked_at is not None:
        return batch
    batch.papers_asked_at = at
    batch.save(update_fields=["papers_asked_at"])
    ready = list(batch.parts.filter(state=PartState.SET).order_by("number"))
    record("enforcement.papers.ordered", batch, actor=actor, at=at, after={"parts": len(ready)})
    defer_papers([part.pk for part in ready])
    return batch


def defer_papers(part_ids: Sequence[int]) -> None:
    """Queue that each notice of some parts gets its PDF."""
    from backoffice.enforcement.tasks import keep_papers

    if part_ids:
        jobs: list[dict[str, Any]] = [{"part_id": pk} for pk in part_ids]
        keep_papers.batch_defer(*jobs)


def keep_papers(*, part_id: int, at: datetime) -> int:
    """Set and keep a PDF for each notice of a part that has none.

    :returns: how many were kept
    """
    part = Part.objects.select_related("batch__issued_by").get(pk=part_id)
    waiting = list(without_paper(part.notices.order_by("position")))
    for start in range(0, len(waiting), TOGETHER):
        _kept(part.batch, waiting[start : start + TOGETHER], at)
    return len(waiting)


def _kept(batch: Batch, notices: Sequence[Notice], at: datetime) -> None:
    contents = {}
    for notice in notices:
        notice.batch = batch
        contents[f"{notice.code}.pdf"] = printed(notice)
    files = documents.keep_made(contents, actor=batch.issued_by, at=at)
    _named_as_set([notice.pk for notice in notices], files, batch.issued_by, at)


@transaction.atomic
def _named_as_set(
    notice_ids: Sequence[int], files: dict[str, Any], actor: User | None, at: datetime
) -> None:
    rows = Notice.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    # What left alone in the meantime keeps the file it left with.
    free = list(rows.filter(pk__in=notice_ids, file=None))
    for notice in free:
        notice.file = files[f"{notice.code}.pdf"]
    if free:
        Notice.objects.bulk_update(free, ["file"])
        notes = [_note(notice) for notice in free]
        record_many(notes, actor=actor, at=at)


def _note(notice: Notice) -> Note:
    assert notice.file is not None
    return Note("enforcement.notice.kept", notice, after={"sha256": notice.file.sha256})


@transaction.atomic
def note_opening(*, notice_id: int, user: User, at: datetime) -> Opening:
    """Write down that somebody opened a notice in the account; the first time counts."""
    opening, is_new = Opening.objects.get_or_create(
        notice_id=notice_id, user=user, defaults={"at": at}
    )
    if is_new:
        notice = Notice.objects.get(pk=notice_id)
        record(
            "enforcement.notice.opened", notice, actor=user, at=at, on_behalf_of=notice.debtor_id
        )
    return opening


def open_notice(*, notice_id: int, user: User, at: datetime) -> bytes:
    """Hand a notice out in the account: its PDF as it left, and that it was opened."""
    content = keep_paper(notice_id=notice_id, actor=None, at=at)
    note_opening(notice_id=notice_id, user=user, at=at)
    return content
