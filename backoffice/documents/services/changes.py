"""Verbs on entries that stand already: correct, cancel, enclose, link, hold, move on."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.contrib.postgres.search import SearchVector
from django.db import connection, transaction
from django.db.models import Max, Value

from backoffice.audit.services import record
from backoffice.documents.errors import (
    EntryCancelled,
    FieldFixed,
    LinkRefused,
    NothingChanged,
    ReasonMissing,
    UnknownWord,
)
from backoffice.documents.models import Attachment, Entry, Link, Recipient
from backoffice.documents.rules import retention
from backoffice.documents.rules.finding import CONFIGURATION
from backoffice.documents.states import ENTRY_MOVES, EntryState
from backoffice.documents.words import OPEN_LEVELS, Relation
from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day
from backoffice.kernel.states import check_move

from .facts import (
    Correspondent,
    Facts,
    FileFacts,
    PersonalData,
    RecipientFacts,
    check_facts,
    columns,
)
from .register import (
    ADD_WORDS_OF_ONE,
    enclose,
    folded,
    name_recipients,
    plan_item,
)

FIXED = {"book", "year", "number", "direction", "registered_at", "registered_by", "key", "code"}
#: What tells the content of a document; the trail names it without repeating it where the level
#: of the document forbids.
CONTENT = {"subject", "subject_public", "sender_name", "sender_email", "sender_number"}


@transaction.atomic
def correct_entry(
    *, entry_id: int, changes: dict[str, Any], reason: str, actor: User, at: datetime
) -> Entry:
    """Correct what a clerk stated wrongly; the place in the book never changes.

    :param changes: fields of `Facts` with their new values
    :raises FieldFixed: if one of them is fixed at registration
    :raises NothingChanged: if the entry says the same already
    """
    if fixed := FIXED & set(changes):
        raise FieldFixed(", ".join(sorted(fixed)))
    if not reason.strip():
        raise ReasonMissing
    entry = locked(entry_id)
    facts = replace(facts_of(entry), **changes)
    check_facts(facts, athens_day(entry.registered_at))
    before = _stated(entry)
    recipients_before = facts_of(entry).recipients
    for name, value in columns(facts).items():
        setattr(entry, name, value)
    item = plan_item(facts.classification) if "classification" in changes else None
    if "classification" in changes:
        entry.classification = item
        _count_retention(entry)
    after = _stated(entry)
    if before == after and facts.recipients == recipients_before:
        raise NothingChanged
    entry.save()
    if facts.recipients != recipients_before:
        Recipient.objects.filter(entry=entry).delete()
        name_recipients(entry, facts.recipients, at)
    find_anew(entry, facts.recipients)
    changed = {name for name in after if before[name] != after[name]}
    record(
        "documents.entry.corrected",
        entry,
        actor=actor,
        at=at,
        before=_for_trail(before, changed, entry),
        after=_for_trail(after, changed, entry),
        note=reason.strip(),
    )
    return entry


def locked(entry_id: int) -> Entry:
    """Return an entry that is not cancelled, locked until the transaction ends.

    :raises EntryCancelled: if it is
    """
    entry = Entry.objects.select_for_update(of=["self"]).select_related("book").get(pk=entry_id)
    if entry.is_cancelled:
        raise EntryCancelled
    return entry


def facts_of(entry: Entry) -> Facts:
    """Return what an entry states now."""
    sender = Correspondent(
        entry.sender_name, entry.sender_email, entry.sender_party_id, entry.sender_department_id
    )
    recipients = tuple(
        RecipientFacts(r.name, r.role, r.email, r.party_id, r.department_id)
        for r in entry.recipients.all()
    )
    return Facts(
        direction=entry.direction,
        subject=entry.subject,
        subject_public=entry.subject_public,
        channel=entry.channel,
        department_id=entry.department_id,
        sender=sender if entry.sender_name else None,
        recipients=recipients,
        document_date=entry.document_date,
        sender_number=entry.sender_number,
        classification=entry.classification.code if entry.classification else "",
        confidentiality=entry.confidentiality,
        personal_data=PersonalData(
            entry.has_personal_data, entry.has_sensitive_data, entry.data_basis
        ),
        due_on=entry.due_on,
        due_rule=entry.due_rule,
    )


def _stated(entry: Entry) -> dict[str, Any]:
    return columns(facts_of(entry)) | {
        "classification": entry.classification.code if entry.classification else ""
    }


def _for_trail(values: dict[str, Any], names: set[str], entry: Entry) -> dict[str, Any]:
    hides = entry.confidentiality not in OPEN_LEVELS
    return {
        name: _hidden(values[name]) if hides and name in CONTENT else values[name]
        for name in sorted(names)
    }


def _hidden(value: Any) -> str:
    """Stand for a text that the reader of the trail may not read, so that it can be proved."""
    return f"sha256:{sha256(str(value).encode()).hexdigest()[:16]}"


def find_anew(entry: Entry, recipients: Sequence[RecipientFacts]) -> None:
    """Bring the words by which an entry is found to what it says now."""
    words = folded(entry, recipients)
    Entry.objects.filter(pk=entry.pk).update(
        folded=words, words=SearchVector(Value(words), config=CONFIGURATION, weight="A")
    )
    with connection.cursor() as cursor:
        for file_id in entry.attachments.values_list("file_id", flat=True):
            cursor.execute(ADD_WORDS_OF_ONE, [file_id, entry.pk])


@transaction.atomic
def cancel_entry(*, entry_id: int, reason: str, actor: User | None, at: datetime) -> Entry:
    """Cancel an entry; its row, its number and the reason stay.

    :raises ReasonMissing: without a reason
    :raises IllegalMove: if the document was answered or archived
    """
    if not reason.strip():
        raise ReasonMissing
    entry = locked(entry_id)
    check_move(ENTRY_MOVES, EntryState(entry.state), EntryState.CANCELLED)
    before = {"state": entry.state}
    entry.state, entry.cancelled_at = EntryState.CANCELLED, at
    entry.cancel_reason = reason.strip()
    entry.save(update_fields=["state", "cancelled_at", "cancel_reason"])
    record(
        "documents.entry.cancelled",
        entry,
        actor=actor,
        at=at,
        before=before,
        after={"state": entry.state},
        note=reason.strip(),
    )
    return entry


@transaction.atomic
def move_entry(
    *, entry_id: int, state: str, actor: User | None, at: datetime, note: str = ""
) -> Entry:
    """Move an entry to another state; archiving it begins the time for which it is kept.

    :raises IllegalMove: if the table of states does not lead there
    """
    entry = locked(entry_id)
    new = EntryState(state)
    check_move(ENTRY_MOVES, EntryState(entry.state), new)
    before = {"state": entry.state}
    entry.state = new
    entry.closed_on = athens_day(at) if new == EntryState.ARCHIVED else None
    _count_retention(entry)
    entry.save(update_fields=["state", "closed_on", "delete_after"])
    after = {"state": entry.state, "delete_after": entry.delete_after}
    record(
        "documents.entry.moved", entry, actor=actor, at=at, before=before, after=after, note=note
    )
    return entry


def _count_retention(entry: Entry) -> None:
    item = entry.classification
    years = item.retention.years if item else None
    entry.delete_after = retention.delete_after(closed_on=entry.closed_on, years=years)


def set_due(*, entry_id: int, due_on: date | None, rule: str, at: datetime) -> None:
    """Write the last day of the legal clock on an entry; part of a larger verb."""
    Entry.objects.filter(pk=entry_id).update(due_on=due_on, due_rule=rule)


@transaction.atomic
def relate_entries(
    *, entry_id: int, relation: str, other_id: int, actor: User | None, at: datetime
) -> Link:
    """Say what an entry is to an earlier one; said twice, it is one link.

    :raises LinkRefused: if both are the same entry
    """
    if relation not in Relation.values:
        raise UnknownWord(relation, ", ".join(Relation.values))
    if entry_id == other_id:
        raise LinkRefused
    entry = locked(entry_id)
    link, is_new = Link.objects.get_or_create(
        entry=entry,
        other_id=other_id,
        relation=relation,
        defaults={"made_at": at, "made_by": actor},
    )
    if is_new:
        after = {"relation": relation, "other": other_id}
        record("documents.entry.linked", entry, actor=actor, at=at, after=after)
    return link


@transaction.atomic
def add_files(
    *, entry_id: int, files: Sequence[FileFacts], actor: User | None, at: datetime
) -> list[Attachment]:
    """Add files to an entry after its registration."""
    entry = locked(entry_id)
    last = entry.attachments.aggregate(last=Max("position"))["last"] or 0
    made = enclose(entry, files, actor, at, last + 1)
    after = {"files": [item.file.sha256 for item in files]}
    record("documents.entry.files_added", entry, actor=actor, at=at, after=after)
    return made


@transaction.atomic
def note_signatures(
    *, attachment_id: int, report: list[dict[str, Any]], actor: User | None, at: datetime
) -> Attachment:
    """Keep what a check of the signatures in an attachment found."""
    attachment = Attachment.objects.select_related("entry__book").get(pk=attachment_id)
    attachment.signatures, attachment.signatures_checked_at = report, at
    attachment.save(update_fields=["signatures", "signatures_checked_at"])
    after = {"attachment": attachment.position, "signatures": len(report)}
    record("documents.attachment.checked", attachment.entry, actor=actor, at=at, after=after)
    return attachment


@transaction.atomic
def hold_entry(*, entry_id: int, reason: str, actor: User, at: datetime) -> Entry:
    """Keep an entry from every clearance while an audit or a lawsuit needs it.

    :raises ReasonMissing: without a reason
    """
    if not reason.strip():
        raise ReasonMissing
    return _set_hold(entry_id, reason.strip(), "documents.entry.held", actor, at)


@transaction.atomic
def release_entry(*, entry_id: int, actor: User, at: datetime) -> Entry:
    """Lift the legal hold of an entry."""
    return _set_hold(entry_id, "", "documents.entry.released", actor, at)


def _set_hold(entry_id: int, reason: str, verb: str, actor: User, at: datetime) -> Entry:
    entry = locked(entry_id)
    before = {"legal_hold": entry.legal_hold}
    entry.legal_hold = reason[:240]
    entry.save(update_fields=["legal_hold"])
    after = {"legal_hold": entry.legal_hold}
    record(verb, entry, actor=actor, at=at, before=before, after=after, note=reason)
    return entry
