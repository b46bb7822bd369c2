"""Verbs of issue: a number in one transaction, the seal after it, never two of either.

`issue_document` takes the number and leaves the order to seal in the same transaction, so that a
process killed at any point leaves both or none. `seal_issue` calls the timestamp authority outside
any transaction and then keeps the one file; repeated, or run twice at once, it keeps the first.
"""

from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from backoffice.audit.services import record
from backoffice.documents import issued, letter, sealing
from backoffice.documents.models import Dispatch, Draft, Entry, Issue, StoredFile
from backoffice.documents.refusals import DispatchesOpen, PlanMissing, WhyMissing
from backoffice.documents.states import EntryState
from backoffice.documents.steps import DispatchState, DraftState
from backoffice.documents.words import Channel, Direction, Relation
from backoffice.identity.models import User
from backoffice.kernel.actors import Source

from .assignments import finish_assignments
from .changes import add_files, cancel_entry, correct_entry, locked, move_entry
from .clock import stop_clock
from .drafts import locked_draft, move_draft
from .facts import FileFacts, RecipientFacts
from .files import keep_file
from .register import register_entry

SOURCE = "documents.draft"


@transaction.atomic
def issue_document(*, draft_id: int, actor: User, at: datetime, book: str = "") -> Issue:
    """Number a signed document and order its seal; a repetition keeps the number of the first.

    The entry it answers is answered from now on, and its time limit stops.
    """
    issued.hold(Draft.objects.values_list("answers_id", flat=True).get(pk=draft_id))
    draft = locked_draft(draft_id)
    move_draft(draft, DraftState.NUMBERED)
    entry = _numbered(draft, book or settings.DOCUMENTS_BOOK, actor, at)
    draft.entry = entry
    draft.save(update_fields=["state", "entry"])
    issue = Issue.objects.create(
        draft=draft,
        entry=entry,
        issued_at=at,
        issued_by=actor,
        content=letter.content(draft, entry, at),
    )
    Dispatch.objects.bulk_create(
        Dispatch(draft=draft, addressee=addressee) for addressee in draft.addressees.all()
    )
    if draft.answers and draft.repeats_id is None:
        _answer(draft.answers, actor, at)
    _order_seal(issue.pk)
    record(
        "documents.draft.numbered",
        draft,
        actor=actor,
        at=at,
        after={"entry": entry.pk, "label": entry.label, "issue": issue.pk},
    )
    issued.tell(draft.pk, draft.answers_id, at)
    return issue


def _numbered(draft: Draft, book: str, actor: User, at: datetime) -> Entry:
    if draft.repeats is not None:
        first = draft.repeats.entry
        assert first is not None
        return Entry.objects.select_related("book").get(pk=first.pk)
    assert draft.current is not None
    answered = draft.answers
    return register_entry(
        book=book,
        direction=Direction.OUTGOING if answered else Direction.OWN,
        subject=letter.subject(draft),
        subject_public="",
        channel=_channel(draft),
        department_id=draft.department_id,
        recipients=[
            RecipientFacts(row.name, row.role, row.email, row.party_id, row.department_id)
            for row in draft.addressees.all()
        ],
        classification=draft.classification.code if draft.classification else "",
        confidentiality=draft.confidentiality,
        relates_to=[(Relation.ANSWERS, answered.pk)] if answered else (),
        source=Source(SOURCE, str(draft.pk)),
        key=f"{SOURCE}:{draft.pk}",
        actor=actor,
        at=at,
    )


def _channel(draft: Draft) -> str:
    first = draft.addressees.first()
    ways: dict[str, str] = {"hand": Channel.COUNTER}
    way = str(first.way) if first else Channel.INSIDE
    return ways.get(way, way)


def _answer(entry: Entry, actor: User, at: datetime) -> None:
    held = locked(entry.pk)
    if held.state in (EntryState.REGISTERED, EntryState.ASSIGNED, EntryState.IN_PROGRESS):
        move_entry(entry_id=held.pk, state=EntryState.ANSWERED, actor=actor, at=at)
    finish_assignments(held, actor, at)
    stop_clock(entry_id=held.pk, actor=actor, at=at)


def _order_seal(issue_id: int) -> None:
    from backoffice.documents.circulation_tasks import seal_issue as task

    # In this transaction, not after it: the number and the order to seal are one fact.
    task.defer(issue_id=issue_id)


def seal_issue(*, issue_id: int, at: datetime) -> Issue:
    """Seal a numbered document and keep the file; sealed already, it changes nothing.

    :raises DomainError: if no key is set
    :raises integrations.signing.SigningError: if key or timestamp authority fail; another try mends
    """
    issue = Issue.objects.select_related("draft", "entry__book").get(pk=issue_id)
    if issue.file_id is not None:
        return issue
    try:
        sealed = sealing.sealed(
            letter.pdf(issue.content),
            number=issue.entry.label,
            on=issue.content["date"],
            verification=issue.verification,
        )
    except Exception as error:
        Issue.objects.filter(pk=issue_id, file__isnull=True).update(
            tries=F("tries") + 1, trouble=str(error)[:300]
        )
        raise
    file = keep_file(
        content=sealed.content, name=letter.file_name(issue.entry.label), actor=None, at=at
    )
    return _keep_seal(issue_id, file, sealed, at)


@transaction.atomic
def _keep_seal(issue_id: int, file: StoredFile, sealed: sealing.Sealed, at: datetime) -> Issue:
    issue = (
        Issue.objects.select_for_update(of=["self"]).select_related("entry__book").get(pk=issue_id)
    )
    if issue.file_id is not None:
        # Another worker was first. Its file is the document; this one belongs to nothing.
        return issue
    issue.file, issue.sealed_at = file, at
    issue.sealed_by, issue.stamped_at = sealed.by[:200], sealed.stamped_at
    issue.tries, issue.trouble = issue.tries + 1, ""
    issue.save(update_fields=["file", "sealed_at", "sealed_by", "stamped_at", "tries", "trouble"])
    add_files(
        entry_id=issue.entry_id,
        files=[FileFacts(file, letter.file_name(issue.entry.label), "original")],
        actor=None,
        at=at,
    )
    record(
        "documents.issue.sealed",
        issue.entry,
        actor=None,
        at=at,
        after={"issue": issue.pk, "sha256": file.sha256, "by": sealed.by},
    )
    transaction.on_commit(partial(_send_mails, issue.draft_id))
    return issue


def _send_mails(draft_id: int) -> None:
    from backoffice.documents.circulation_tasks import send_mails

    send_mails.defer(draft_id=draft_id)


def order_missing_seals(*, before: datetime) -> int:
    """Order again the seals of numbered documents that nobody made; safe at any time.

    :param before: only documents numbered before this instant
    """
    waiting = Issue.objects.filter(file__isnull=True, issued_at__lt=before).order_by("pk")
    ids = list(waiting.values_list("pk", flat=True)[:200])
    for issue_id in ids:
        _order_seal(issue_id)
    return len(ids)


@transaction.atomic
def cancel_document(*, draft_id: int, reason: str, actor: User, at: datetime) -> Draft:
    """Cancel a signed document; a number it has stays taken, cancelled with the reason.

    :raises WhyMissing: without a reason
    """
    if not reason.strip():
        raise WhyMissing
    draft = locked_draft(draft_id)
    move_draft(draft, DraftState.CANCELLED)
    draft.withdraw_reason = reason.strip()
    draft.save(update_fields=["state", "withdraw_reason"])
    # A cancelled repetition leaves the first issue, and its number, in force.
    if draft.entry and draft.repeats_id is None:
        cancel_entry(entry_id=draft.entry.pk, reason=reason, actor=actor, at=at)
    record("documents.draft.cancelled", draft, actor=actor, at=at, note=reason.strip())
    return draft


@transaction.atomic
def archive_entry(*, draft_id: int, classification: str, actor: User, at: datetime) -> Draft:
    """File a dispatched document under the file plan; its time of keeping begins.

    :raises DispatchesOpen: if a copy has not left
    :raises PlanMissing: without a subject of the file plan
    """
    draft = locked_draft(draft_id)
    if not classification:
        raise PlanMissing
    if draft.dispatches.filter(state=DispatchState.WAITING).exists():
        raise DispatchesOpen
    move_draft(draft, DraftState.ARCHIVED)
    draft.save(update_fields=["state"])
    entry = draft.entry
    assert entry is not None
    filed = [entry, *([draft.answers] if draft.answers else [])]
    for one in filed:
        _file(one.pk, classification, actor, at)
    record("documents.draft.archived", draft, actor=actor, at=at, after={"plan": classification})
    return draft


def _file(entry_id: int, classification: str, actor: User, at: datetime) -> None:
    entry = locked(entry_id)
    if entry.state == EntryState.ARCHIVED:
        return
    known = entry.classification.code if entry.classification else ""
    if known != classification:
        changes: dict[str, Any] = {"classification": classification}
        correct_entry(
            entry_id=entry_id, changes=changes, reason=_("Filed in the archive"), actor=actor, at=at
        )
    move_entry(entry_id=entry_id, state=EntryState.ARCHIVED, actor=actor, at=at)
