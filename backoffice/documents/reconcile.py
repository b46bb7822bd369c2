"""Named queries that must return no row."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.reconcile import query, rows_of

from . import (
    blobs,
    circulation_reconcile,  # noqa: F401 - its queries enter themselves
)
from .models import Attachment, Clearance, Entry, Message, StoredFile
from .states import EntryState
from .words import Direction, Relation

Rows = list[dict[str, Any]]
SAMPLE = 200

GAPS = """
select b.code as book, e.year, max(e.number) as last, count(*) as entries
from documents_entry e join documents_book b on b.id = e.book_id
group by b.code, e.year having max(e.number) <> count(*) or min(e.number) <> 1
"""
COUNTERS = """
select b.code as book, c.year, c.last, coalesce(max(e.number), 0) as number
from kernel_counter c
join documents_book b on c.series = 'documents.' || b.code
left join documents_entry e on e.book_id = b.id and e.year = c.year
group by b.code, c.year, c.last having c.last <> coalesce(max(e.number), 0)
"""


@query("documents.numbers_have_no_gap", _("The numbers of a protocol book have no gap"))
def numbers_have_no_gap() -> Rows:
    """Books and years in which a number is missing."""
    return rows_of(GAPS)


@query("documents.counter_is_last_number", _("The counter of a book stands at its last number"))
def counter_is_last_number() -> Rows:
    """Books whose counter gave a number that no entry has, or the other way round."""
    return rows_of(COUNTERS)


@query("documents.attached_content_exists", _("Every attached file lies in the store, unchanged"))
def attached_content_exists() -> Rows:
    """The newest attached files whose content is missing or has another hash."""
    files = StoredFile.objects.filter(destroyed_at__isnull=True, attachments__isnull=False)
    return disagreeing(list(files.distinct().order_by("-pk")[:SAMPLE]))


def disagreeing(files: list[StoredFile]) -> Rows:
    """Return the files whose content is missing or has another hash."""
    found = []
    for file in files:
        try:
            digest = sha256(blobs.read(file.path)).hexdigest()
        except FileNotFoundError:
            digest = "missing"
        if digest != file.sha256:
            found.append({"file": file.pk, "sha256": file.sha256, "found": digest})
    return found


def disagreeing_everywhere() -> Iterator[dict[str, Any]]:
    """Yield every kept file whose content is missing or has another hash."""
    files = StoredFile.objects.filter(destroyed_at__isnull=True).order_by("pk")
    for file in files.iterator(chunk_size=500):
        yield from disagreeing([file])


@query("documents.answered_has_an_answer", _("An answered entry has the document that answers it"))
def answered_has_an_answer() -> Rows:
    """Incoming entries marked as answered without a link from the answer."""
    rows = Entry.objects.filter(state=EntryState.ANSWERED, direction=Direction.INCOMING).exclude(
        links_back__relation=Relation.ANSWERS
    )
    return [dict(row) for row in rows.values("pk", "year", "number")]


@query("documents.retention_is_counted", _("An archived document is kept as its class says"))
def retention_is_counted() -> Rows:
    """Archived entries whose last day is not the one that class and closing give."""
    rows = Entry.objects.filter(state=EntryState.ARCHIVED, destroyed_at__isnull=True).values(
        "pk", "closed_on", "delete_after", years=F("classification__retention__years")
    )
    return [dict(row) for row in rows.iterator() if not _is_counted(dict(row))]


def _is_counted(row: dict[str, Any]) -> bool:
    from .rules.retention import delete_after

    expected = delete_after(closed_on=row["closed_on"], years=row["years"])
    return bool(expected == row["delete_after"])


@query("documents.permanent_is_never_destroyed", _("Permanent or held documents are not destroyed"))
def permanent_is_never_destroyed() -> Rows:
    """Destroyed contents of a permanent class, or outside an executed clearance."""
    executed = Clearance.objects.filter(destroyed_at__isnull=False)
    rows = Entry.objects.filter(destroyed_at__isnull=False).exclude(
        clearances__clearance__in=executed, clearances__left_out=""
    )
    return [dict(row) for row in rows.values("pk", "year", "number")]


@query("documents.kept_message_exists", _("Every fetched message is kept as it came"))
def kept_message_exists() -> Rows:
    """The newest messages whose raw content is missing."""
    rows = Message.objects.exclude(raw_path="").order_by("-pk")[:SAMPLE]
    return [
        {"message": row.pk, "path": row.raw_path}
        for row in rows
        if not blobs.store().exists(row.raw_path)
    ]


@query("documents.attached_is_not_destroyed", _("A document in keeping has its files"))
def attached_is_not_destroyed() -> Rows:
    """Attachments of kept entries whose file was destroyed."""
    rows = Attachment.objects.filter(
        file__destroyed_at__isnull=False, entry__destroyed_at__isnull=True
    )
    return [dict(row) for row in rows.values("pk", "entry_id", "file_id")]
