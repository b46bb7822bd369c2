"""Verbs of files: kept by their content, checked before, read afterwards by a task."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import IntegrityError, connection, transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import Note, record_many
from backoffice.documents import blobs, scanning
from backoffice.documents.errors import FileRefused
from backoffice.documents.models import StoredFile
from backoffice.documents.rules import kinds
from backoffice.documents.rules.finding import CONFIGURATION, words_of
from backoffice.documents.rules.names import safe_name
from backoffice.identity.models import User

READ_SECONDS = 30
WORDS_MAX = 100_000
#: What the town set itself: its words are read only when an entry encloses it.
MADE = "made"

REFUSALS: dict[str, Any] = {
    "malware": _("The file carries malware and was not kept. Clean your computer and send anew."),
    "two_kinds": _("The file is two kinds of file at once. Save it again as a plain PDF."),
    "active": _(
        "The PDF holds scripts, forms or programs that run. Print it to a plain PDF and send that."
    ),
    "macros": _("The document holds macros. Save it without macros, or as PDF."),
    "bomb": _("The file unpacks to far more than a document holds. Save it as PDF."),
    "entities": _("The document holds declarations that load other files. Save it as PDF."),
    "paths": _("The file is packed with names that lead out of it. Save it as PDF."),
    "pixels": _("The picture has too many pixels. Scan at 300 dpi or less."),
    "broken": _("The file is broken, incomplete or locked with a password. Save it anew."),
}


def keep_file(
    *, content: bytes | File[bytes], name: str, actor: User | None, at: datetime
) -> StoredFile:
    """Keep a file by its SHA-256, or return the one that has the content already.

    :raises FileRefused: if it is empty, too large, harmful or not what its name says
    :raises ScannerAway: if a scanner is set and does not answer
    """
    body = _body(content)
    finding = _checked(body, name)
    digest = sha256(body).hexdigest()
    known = StoredFile.objects.filter(sha256=digest, destroyed_at__isnull=True).first()
    if known is not None:
        return known
    made = _new(digest, finding, len(body), name, actor, at)
    blobs.write(made.path, body)
    try:
        return _entered(made, actor, at)
    except IntegrityError:
        # Somebody kept the same content a moment ago.
        return StoredFile.objects.get(sha256=digest, destroyed_at__isnull=True)


def keep_made(
    contents: Mapping[str, bytes], *, actor: User | None, at: datetime
) -> dict[str, StoredFile]:
    """Keep files that the town itself set, as one set; what is kept already stays as it is.

    Their words stand in the rows they were set from, so nothing reads them until an entry encloses
    one.

    :param contents: what to keep, by name
    :returns: the files as they are kept, by the same names
    :raises FileRefused: if one is too large
    """
    hashes = {name: sha256(body).hexdigest() for name, body in contents.items()}
    made = []
    for name, body in contents.items():
        _refuse_size(len(body), kinds.LARGEST)
        file = _new(hashes[name], _checked(body, name), len(body), name, actor, at)
        file.notes = [*file.notes, MADE]
        # Under its own hash before the row names it: written again after a crash, it is one.
        blobs.write(file.path, body)
        made.append(file)
    kept = _entered_as_set(made, actor, at)
    return {name: kept[digest] for name, digest in hashes.items()}


def _new(
    digest: str, finding: kinds.Finding, size: int, name: str, actor: User | None, at: datetime
) -> StoredFile:
    return StoredFile(
        sha256=digest,
        content_type=finding.content_type,
        size=size,
        pages=finding.pages,
        notes=finding.notes,
        name=safe_name(name),
        scan=StoredFile.Scan.CLEAN if scanning.scanner_is_set() else StoredFile.Scan.OFF,
        kept_at=at,
        kept_by=actor,
    )


@transaction.atomic
def _entered(made: StoredFile, actor: User | None, at: datetime) -> StoredFile:
    made.save(force_insert=True)
    record_many([_note(made)], actor=actor, at=at)
    transaction.on_commit(partial(later_read, made.pk))
    return made


@transaction.atomic
def _entered_as_set(
    made: Sequence[StoredFile], actor: User | None, at: datetime
) -> dict[str, StoredFile]:
    StoredFile.objects.bulk_create(made, ignore_conflicts=True)
    rows = StoredFile.objects.filter(
        sha256__in=[file.sha256 for file in made], destroyed_at__isnull=True
    )
    kept = {file.sha256: file for file in rows}
    ours = {file.code for file in made}
    new = [file for file in kept.values() if file.code in ours]
    if new:
        record_many([_note(file) for file in new], actor=actor, at=at)
    return kept


def _note(made: StoredFile) -> Note:
    after = {"sha256": made.sha256, "kind": made.content_type, "size": made.size}
    return Note("documents.file.kept", made, after=after)


def later_read(file_id: int) -> None:
    """Queue that the words of a file are read."""
    from backoffice.documents.tasks import read_file

    read_file.defer(file_id=file_id)


def _body(content: bytes | File[bytes]) -> bytes:
    size = len(content) if isinstance(content, bytes) else content.size
    if not size:
        raise FileRefused(_("The file is empty. Choose another one."))
    _refuse_size(size, kinds.LARGEST)
    if isinstance(content, bytes):
        return content
    content.seek(0)
    return content.read()


def _refuse_size(size: int, limit: int) -> None:
    if size > limit:
        raise FileRefused(
            _("The file is larger than %(limit)s. Make it smaller or send it in parts.")
            % {"limit": filesizeformat(limit)}
        )


def _checked(body: bytes, name: str) -> kinds.Finding:
    try:
        finding = kinds.look_at(body)
    except kinds.Harmful as harm:
        raise FileRefused(REFUSALS[str(harm)]) from None
    if not finding.content_type or not kinds.name_fits(name, finding.content_type):
        raise FileRefused(
            _(
                "The content is not what the name says, or not a kind that is taken. Send a PDF, an"
                " image (JPG, PNG, TIFF), DOCX, XLSX, ODT, ODS or plain text."
            )
        )
    _refuse_size(len(body), kinds.KINDS[finding.content_type][1])
    found = scanning.name_of_malware(body)
    if found:
        raise FileRefused(REFUSALS["malware"])
    return finding


def read_text(*, file_id: int) -> str:
    """Read the words of a file for finding it; read again, it changes nothing.

    :returns: the state of the text afterwards
    """
    file = StoredFile.objects.filter(pk=file_id, destroyed_at__isnull=True).first()
    if file is None or file.text_state != StoredFile.Text.WAITING:
        return file.text_state if file else ""
    found = _in_a_child(file.content_type, blobs.read(file.path))
    if found is None:
        StoredFile.objects.filter(pk=file.pk).update(text_state=StoredFile.Text.FAILED)
        return str(StoredFile.Text.FAILED)
    return _keep_text(file, str(found.get("text", "")).replace("\0", " "), found.get("pages"))


def _in_a_child(content_type: str, content: bytes) -> dict[str, Any] | None:
    with tempfile.NamedTemporaryFile(suffix=".bin") as held:
        held.write(content)
        held.flush()
        command = [sys.executable, "-m", "backoffice.documents.child", content_type, held.name]
        try:
            done = subprocess.run(  # noqa: S603 - our own program and a path we made
                command,
                capture_output=True,
                timeout=READ_SECONDS,
                cwd=settings.BASE_DIR,
                check=False,
                env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": str(Path("/"))},
            )
        except subprocess.TimeoutExpired:
            return None
    if done.returncode:
        return None
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@transaction.atomic
def _keep_text(file: StoredFile, text: str, pages: int | None) -> str:
    words = words_of(text)[:WORDS_MAX]
    state = StoredFile.Text.READ if words else StoredFile.Text.NONE
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into documents_filetext (file_id, text, words) "
            "values (%s, %s, to_tsvector(%s::regconfig, %s)) on conflict (file_id) do nothing",
            [file.pk, text, CONFIGURATION, words],
        )
        cursor.execute(ADD_WORDS, [file.pk])
    changed = {"text_state": state} | ({"pages": pages} if pages else {})
    StoredFile.objects.filter(pk=file.pk).update(**changed)
    return str(state)


# A vector has room for a megabyte; an entry of many long files keeps the first of them.
ADD_WORDS = """
update documents_entry e
set words = coalesce(e.words, ''::tsvector) || setweight(t.words, 'D')
from documents_attachment a join documents_filetext t on t.file_id = a.file_id
where a.entry_id = e.id and a.file_id = %s and length(coalesce(e.words, ''::tsvector)) < 30000
"""
