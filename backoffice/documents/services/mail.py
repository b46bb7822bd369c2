"""Verbs of the mailbox: every message is kept as it came, and a clerk decides what it is."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from backoffice.audit.services import record
from backoffice.documents import blobs
from backoffice.documents.errors import MessageDone, ReasonMissing
from backoffice.documents.models import Entry, Message, MessagePart
from backoffice.documents.rules.names import safe_name
from backoffice.documents.states import MESSAGE_MOVES, MessageState
from backoffice.documents.words import Channel, Direction
from backoffice.identity.models import User
from backoffice.kernel.errors import DomainError
from backoffice.kernel.states import check_move
from backoffice.party.queries import parties_by_email
from integrations.mail.letters import Letter, read_letter
from integrations.mail.sources import Box, Raw, open_box

from .facts import FileFacts
from .files import keep_file
from .register import register_entry

TEXT_NAME = "message.txt"


def fetch_mail(*, at: datetime, box: Box | None = None) -> int:
    """Bring the new messages of the mailbox into the tray; fetched twice, each is there once.

    A message is marked as read in the mailbox only after it is kept here.

    :returns: how many messages are new
    :raises MailboxAway: if the mailbox cannot be read
    """
    address = getattr(settings, "MAIL_INTAKE", "")
    if box is None and not address:
        return 0
    opened = box or open_box(address)
    new = 0
    try:
        for raw in opened.unread():
            new += take_message(raw=raw, mailbox=mailbox_name(address), at=at)
            opened.keep(raw.uid)
    finally:
        opened.close()
    return new


def mailbox_name(address: str) -> str:
    """Return the name of a mailbox without its password."""
    host = address.rpartition("@")[2] or address
    name = address.rpartition("@")[0].partition("://")[2].partition(":")[0]
    return (f"{name} · {host}" if name else host)[:120]


def take_message(*, raw: Raw, mailbox: str, at: datetime) -> bool:
    """Keep one message and its files.

    :returns: whether it is new
    """
    digest = sha256(raw.content + (b"" if raw.is_complete else str(raw.size).encode())).hexdigest()
    if Message.objects.filter(sha256=digest).exists():
        return False
    letter = read_letter(raw.content)
    path = f"documents/mail/{digest[:2]}/{digest}.eml"
    blobs.write(path, raw.content)
    files = _kept_parts(letter, at) if raw.is_complete else []
    try:
        _entered(raw, letter, digest, path, files, mailbox, at)
    except IntegrityError:
        # Another worker took the same message a moment ago.
        return False
    return True


def _kept_parts(letter: Letter, at: datetime) -> list[dict[str, Any]]:
    kept = []
    for part in letter.parts:
        row: dict[str, Any] = {"name": safe_name(part.name)}
        try:
            row["file"] = keep_file(content=part.content, name=part.name, actor=None, at=at)
        except DomainError as error:
            row["refusal"] = str(error)[:300]
        kept.append(row)
    return kept


@transaction.atomic
def _entered(
    raw: Raw,
    letter: Letter,
    digest: str,
    path: str,
    files: list[dict[str, Any]],
    mailbox: str,
    at: datetime,
) -> None:
    refused = any("refusal" in row for row in files)
    problem = letter.problem or ("refused" if refused else "")
    suggested = parties_by_email(letter.sender_email).first()
    message = Message.objects.create(
        mailbox=mailbox,
        message_id=letter.message_id,
        sha256=digest,
        raw_path=path,
        size=raw.size,
        sent_at=letter.sent_at,
        fetched_at=at,
        sender_name=letter.sender_name,
        sender_email=letter.sender_email,
        sender_party=suggested,
        subject=letter.subject,
        text=letter.text,
        problem=problem if raw.is_complete else "too_large",
    )
    MessagePart.objects.bulk_create(
        MessagePart(message=message, position=position, **row)
        for position, row in enumerate(files, 1)
    )
    after = {"mailbox": mailbox, "size": raw.size, "problem": message.problem}
    record("documents.message.fetched", message, actor=None, at=at, after=after)


def _waiting(message_id: int, new: MessageState) -> Message:
    message = Message.objects.select_for_update().get(pk=message_id)
    if message.state == new:
        raise MessageDone
    check_move(MESSAGE_MOVES, MessageState(message.state), new)
    return message


@transaction.atomic
def register_message(
    *, message_id: int, book: str, actor: User, at: datetime, **facts: Any
) -> Entry:
    """Register a message of the tray with its files and its text.

    :param facts: what the clerk states, as `register_entry` takes it
    :raises MessageDone: if a colleague registered it already
    """
    message = _waiting(message_id, MessageState.REGISTERED)
    files = [
        FileFacts(part.file, part.name, "original")
        for part in message.parts.select_related("file")
        if part.file is not None
    ]
    if message.text.strip():
        text = message.text.encode()
        kept = keep_file(content=text, name=TEXT_NAME, actor=actor, at=at)
        files.insert(0, FileFacts(kept, TEXT_NAME, "copy"))
    stated = {"channel": Channel.EMAIL, "direction": Direction.INCOMING} | facts
    entry = register_entry(
        book=book, files=files, key=f"mail:{message.sha256}", actor=actor, at=at, **stated
    )
    _handled(message, MessageState.REGISTERED, actor, at)
    message.entry = entry
    message.save()
    after = {"entry": entry.label}
    record("documents.message.registered", message, actor=actor, at=at, after=after)
    return entry


@transaction.atomic
def dismiss_message(*, message_id: int, reason: str, actor: User, at: datetime) -> Message:
    """Take a message out of the tray without registering it, such as an advertisement.

    :raises ReasonMissing: without a reason
    """
    if not reason.strip():
        raise ReasonMissing
    message = _waiting(message_id, MessageState.DISMISSED)
    _handled(message, MessageState.DISMISSED, actor, at)
    message.reason = reason.strip()
    message.save()
    record("documents.message.dismissed", message, actor=actor, at=at, note=reason)
    return message


@transaction.atomic
def return_message(*, message_id: int, actor: User, at: datetime) -> Message:
    """Put a dismissed message back into the tray."""
    message = _waiting(message_id, MessageState.WAITING)
    message.state, message.reason = MessageState.WAITING, ""
    message.handled_at = message.handled_by = None
    message.save()
    record("documents.message.returned", message, actor=actor, at=at, note=_("put back"))
    return message


def _handled(message: Message, state: MessageState, actor: User, at: datetime) -> None:
    message.state, message.handled_at, message.handled_by = state, at, actor
