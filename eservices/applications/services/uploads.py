"""Verbs of files: take one for a question, remove it, set apart what carries malware."""

from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.documents import blobs
from backoffice.documents.errors import FileRefused
from backoffice.documents.rules.names import safe_name
from backoffice.documents.services import keep_file
from backoffice.documents.services.files import REFUSALS
from backoffice.forms.fields import MAX_ROWS
from backoffice.identity.models import User
from eservices.applications import intake, offers, rules
from eservices.applications.errors import (
    DraftGone,
    FileUnfit,
    NothingAsked,
    NotOpenAnyMore,
    SentAlready,
    TooManyFiles,
)
from eservices.applications.models import Application, Ask, Draft, Quarantine, Upload
from eservices.applications.states import OPEN

from . import moving
from .drafts import locked

QUARANTINE_FOR = timedelta(days=30)
MOST_FILES = 40


def add_upload(
    *, draft_id: int, field: str, upload: File[bytes], actor: User | None, at: datetime
) -> Upload:
    """Keep a file for a question of a draft.

    :param field: the question's key; in a row of a group `group.0.key`
    :raises FileUnfit: if it is empty, too large, harmful or not a kind that the question takes
    :raises DraftFrozen: if others are signing the content
    :raises DraftGone: if it was sent or thrown away meanwhile
    :raises ScannerAway: if a malware scanner is set and does not answer
    """
    draft = Draft.objects.filter(pk=draft_id).first()
    if draft is None:
        raise DraftGone
    question = _question(draft, field)
    taken = intake.take(upload, accept=question.accept, max_mb=question.max_mb)
    kept = _kept(taken, actor, at, draft)
    return _entered(draft_id, field, question, taken, kept, actor, at)


def _question(draft: Draft, field: str) -> Any:
    form = offers.offer_with(draft.service, draft.form_version).form
    key, _dot, inner = field.partition(".")
    found = form.fields.get(key)
    if found is not None and found.type == "group":
        found = found.by_key.get(inner.rpartition(".")[2])
    if found is None or found.type != "file":
        raise FileUnfit(_("This question takes no files. Reload the page."))
    return found


def _kept(taken: intake.Taken, actor: User | None, at: datetime, draft: Draft | None) -> Any:
    try:
        return keep_file(content=taken.body, name=taken.name, actor=actor, at=at)
    except FileRefused as refusal:
        if refusal.message == REFUSALS["malware"]:
            _set_apart(taken, actor, at, draft)
        raise FileUnfit(refusal.message) from None


@transaction.atomic
def _set_apart(
    taken: intake.Taken, actor: User | None, at: datetime, draft: Draft | None
) -> Quarantine:
    # Sent or thrown away meanwhile, the draft has nothing to do with it any more.
    rows = Draft.objects.select_for_update(of=["self"], no_key=True)
    held = Quarantine.objects.create(
        draft=rows.filter(pk=draft.pk).first() if draft else None,
        user=actor,
        name=safe_name(taken.name),
        size=len(taken.body),
        sha256=sha256(taken.body).hexdigest(),
        at=at,
    )
    blobs.write(held.path, taken.body)
    after = {"sha256": held.sha256, "size": held.size}
    record("applications.file.quarantined", held, actor=actor, at=at, after=after)
    return held


@transaction.atomic
def _entered(
    draft_id: int,
    field: str,
    question: Any,
    taken: intake.Taken,
    kept: Any,
    actor: User | None,
    at: datetime,
) -> Upload:
    draft = locked(draft_id)
    known = draft.uploads.filter(field=field, sha256=kept.sha256).first()
    if known is not None:
        return known
    named = answers_at(draft.answers, field)
    most = question.max_files or MOST_FILES
    if len(named) >= most or draft.uploads.count() >= MOST_FILES:
        raise TooManyFiles(min(most, MOST_FILES))
    made = _made(kept, field, taken, actor, at, draft=draft)
    place_answers(draft.answers, field, [*named, {"id": made.code, "name": made.name}])
    draft.saved_at = at
    draft.save(update_fields=["answers", "saved_at"])
    return made


def _made(
    kept: Any, field: str, taken: intake.Taken, actor: User | None, at: datetime, **owner: Any
) -> Upload:
    return Upload.objects.create(
        field=field,
        file=kept,
        name=taken.name,
        content_type=kept.content_type,
        size=kept.size,
        pages=kept.pages,
        sha256=kept.sha256,
        is_redrawn=taken.is_redrawn,
        user=actor,
        at=at,
        **owner,
    )


def answers_at(answers: dict[str, Any], field: str) -> list[Any]:
    """Return the files that an answer names, also in a row of a group."""
    key, _dot, rest = field.partition(".")
    value = answers.get(key)
    if rest:
        row, _dot, inner = rest.partition(".")
        rows = value if isinstance(value, list) else []
        at = int(row) if row.isdecimal() else len(rows)
        held = rows[at] if at < len(rows) and isinstance(rows[at], dict) else {}
        value = held.get(inner)
    return list(value) if isinstance(value, list) else []


def place_answers(answers: dict[str, Any], field: str, named: list[Any]) -> None:
    """Let an answer name these files, also in a row of a group.

    :raises FileUnfit: if the row is further down than a group goes
    """
    key, _dot, rest = field.partition(".")
    if not rest:
        answers[key] = named
        return
    row, _dot, inner = rest.partition(".")
    if not row.isdecimal() or int(row) >= MAX_ROWS:
        raise FileUnfit(_("This question takes no files. Reload the page."))
    rows = [dict(one) if isinstance(one, dict) else {} for one in answers.get(key) or []]
    while len(rows) <= int(row):
        rows.append({})
    rows[int(row)][inner] = named
    answers[key] = rows


@transaction.atomic
def remove_upload(*, draft_id: int, code: str, at: datetime) -> None:
    """Take a file away from a draft; one already gone changes nothing."""
    draft = locked(draft_id)
    found = draft.uploads.filter(code=code).first()
    if found is None:
        return
    left = [one for one in answers_at(draft.answers, found.field) if one.get("id") != code]
    place_answers(draft.answers, found.field, left)
    found.delete()
    draft.saved_at = at
    draft.save(update_fields=["answers", "saved_at"])


def add_later_upload(
    *,
    application_id: int,
    field: str,
    upload: File[bytes],
    actor: User | None,
    at: datetime,
    accept: tuple[str, ...] = (),
    key: str = "",
) -> Upload:
    """Keep a file that goes with an answer, a correction or an objection.

    :param key: the key under which that is sent, where the file comes along with it
    :raises FileUnfit: if it is empty, too large or harmful
    :raises NothingAsked: if the office does not wait for it any more
    :raises NotOpenAnyMore: if there is nothing left to correct
    :raises SentAlready: if what it goes with was sent a moment ago
    """
    taken = intake.take(upload, accept=accept, max_mb=0)
    kept = _kept(taken, actor, at, None)
    return _entered_later(application_id, field, taken, kept, actor, at, key)


@transaction.atomic
def _entered_later(
    application_id: int,
    field: str,
    taken: intake.Taken,
    kept: Any,
    actor: User | None,
    at: datetime,
    key: str,
) -> Upload:
    # Whoever sends the answer locks it too: a file goes with that, or is refused in words.
    application = moving.locked(application_id)
    if key and _was_sent(application, key):
        raise SentAlready
    _need_place(application, field)
    waiting = Upload.objects.filter(application=application, sent_at__isnull=True)
    known = waiting.filter(field=field, sha256=kept.sha256).first()
    if known is not None:
        return known
    if waiting.count() >= MOST_FILES:
        raise TooManyFiles(MOST_FILES)
    return _made(kept, field, taken, actor, at, application=application)


def _was_sent(application: Application, key: str) -> bool:
    """Tell whether what a file would go with was sent, as by the first of two clicks."""
    sent = (application.supplements, application.objections)
    return any(rows.filter(key=key).exists() for rows in sent)


def _need_place(application: Application, field: str) -> None:
    """Refuse a file that would wait for an answer or correction that is never sent."""
    kind, _colon, rest = field.partition(":")
    if kind == "ask":
        asked = Ask.objects.filter(application=application, code=rest.partition(":")[0])
        if not asked.filter(answered_at=None, closed_at=None).exists():
            raise NothingAsked
    if kind == "correction" and application.state not in OPEN:
        raise NotOpenAnyMore


@transaction.atomic
def remove_later_upload(*, application_id: int, code: str) -> None:
    """Take away a file that was not sent yet; one already gone changes nothing."""
    moving.locked(application_id)
    Upload.objects.filter(application_id=application_id, code=code, sent_at__isnull=True).delete()


def files_in(draft: Draft) -> list[Upload]:
    """Return the files that the answers of a draft name."""
    named = set(rules.file_ids(draft.answers))
    return [one for one in draft.uploads.select_related("file") if one.code in named]


@transaction.atomic
def purge_quarantine(*, at: datetime) -> int:
    """Destroy the contents that were set apart a month ago; the rows stay."""
    old = Quarantine.objects.select_for_update().filter(
        at__lt=at - QUARANTINE_FOR, destroyed_at__isnull=True
    )
    count = 0
    for held in old:
        same = Quarantine.objects.filter(sha256=held.sha256, destroyed_at__isnull=True)
        if not same.exclude(pk=held.pk).exists():
            transaction.on_commit(partial(blobs.remove, held.path))
        held.destroyed_at = at
        held.save(update_fields=["destroyed_at"])
        count += 1
    return count
