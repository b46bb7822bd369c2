"""Verbs that screens need in one: files kept and an entry made, an entry filed and archived."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from backoffice.audit.services import record
from backoffice.documents import blobs
from backoffice.documents.models import Attachment, Entry, FileText, StoredFile
from backoffice.documents.states import EntryState
from backoffice.documents.words import OPEN_LEVELS
from backoffice.identity.models import User

from .changes import add_files, correct_entry, move_entry
from .facts import FileFacts
from .files import keep_file
from .register import register_entry

Uploads = Sequence[tuple[str, bytes | File[bytes]]]
UNUSED_FOR = timedelta(days=30)


def _kept(uploads: Uploads, kind: str, actor: User | None, at: datetime) -> list[FileFacts]:
    return [
        FileFacts(keep_file(content=content, name=name, actor=actor, at=at), name[:200], kind)
        for name, content in uploads
    ]


def register_document(
    *, uploads: Uploads, kind: str = "copy", actor: User | None, at: datetime, **facts: Any
) -> Entry:
    """Keep the files of a document and register it with them.

    The files are kept before the number is taken, so that no clerk waits for another's scans.

    :raises DomainError: if a file or a fact is refused; then no number is taken
    """
    files = _kept(uploads, kind, actor, at)
    return register_entry(files=files, actor=actor, at=at, **facts)


def add_uploads(
    *, entry_id: int, uploads: Uploads, kind: str, actor: User, at: datetime
) -> list[Attachment]:
    """Keep files and add them to an entry."""
    files = _kept(uploads, kind, actor, at)
    return add_files(entry_id=entry_id, files=files, actor=actor, at=at)


@transaction.atomic
def archive_under(
    *, entry_id: int, classification: str, reason: str, actor: User, at: datetime
) -> Entry:
    """File an entry under a subject of the plan and put it into the archive."""
    held = Entry.objects.select_related("classification").get(pk=entry_id)
    if held.classification is None or held.classification.code != classification:
        changes = {"classification": classification}
        correct_entry(entry_id=entry_id, changes=changes, reason=reason, actor=actor, at=at)
    return move_entry(entry_id=entry_id, state=EntryState.ARCHIVED, actor=actor, at=at)


@transaction.atomic
def note_opened(*, entry_id: int, actor: User, at: datetime) -> None:
    """Leave a trace of who opened a restricted or confidential entry; others leave none."""
    entry = Entry.objects.select_related("book").get(pk=entry_id)
    if entry.confidentiality not in OPEN_LEVELS:
        record("documents.entry.opened", entry, actor=actor, at=at)


@transaction.atomic
def discard_files(*, file_ids: Collection[int], at: datetime) -> int:
    """Destroy those of some files that nothing names any more, such as after an erasure.

    The order to remove the contents is part of the transaction: killed right after it, the queue
    removes them.

    :returns: how many were destroyed
    """
    held = StoredFile.objects.select_for_update().filter(pk__in=file_ids).order_by("pk")
    locked = list(held.values_list("pk", flat=True))
    ids = list(_unnamed().filter(pk__in=locked).values_list("pk", flat=True))
    StoredFile.objects.filter(pk__in=ids).update(destroyed_at=at)
    FileText.objects.filter(file__in=ids).delete()
    if ids:
        from backoffice.documents.tasks import remove_contents as task

        task.defer(file_ids=ids)
    return len(ids)


def remove_contents(*, file_ids: Collection[int]) -> int:
    """Remove the contents of destroyed files from the store; repeated, it changes nothing.

    What came again in the meantime, by its hash, is kept.

    :returns: how many contents were removed or gone already
    """
    living = StoredFile.objects.filter(sha256=OuterRef("sha256"), destroyed_at__isnull=True)
    gone = StoredFile.objects.filter(pk__in=file_ids, destroyed_at__isnull=False)
    paths = [file.path for file in gone.filter(~Exists(living))]
    for path in paths:
        blobs.remove(path)
    return len(paths)


def _unnamed() -> QuerySet[StoredFile]:
    unused = StoredFile.objects.filter(destroyed_at__isnull=True)
    for relation in StoredFile._meta.related_objects:
        if relation.related_model is not FileText:
            unused = unused.filter(**{f"{relation.name}__isnull": True})
    return unused


@transaction.atomic
def purge_files(*, at: datetime) -> int:
    """Destroy kept files that nothing has named for a month, such as those of a refused form.

    :returns: how many were destroyed
    """
    files = list(_unnamed().filter(kept_at__lt=at - UNUSED_FOR))
    ids = [file.pk for file in files]
    StoredFile.objects.filter(pk__in=ids).update(destroyed_at=at)
    FileText.objects.filter(file__in=ids).delete()
    for file in files:
        transaction.on_commit(partial(blobs.remove, file.path))
    return len(files)
