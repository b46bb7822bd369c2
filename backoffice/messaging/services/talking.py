"""Write to each other about a matter, and read what was written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.documents.services import FileFacts, keep_file
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.messaging.errors import ConversationClosed, KeyUsedOtherwise, NothingWritten
from backoffice.messaging.models import Conversation, Message, MessageFile

from .notify import notify

LONGEST = 10_000
MOST_FILES = 10


@transaction.atomic
def open_conversation(
    *,
    subject: Source,
    title: str,
    party_id: int,
    department_id: int,
    citizen_link: str,
    office_link: str,
    at: datetime,
) -> Conversation:
    """Return the one conversation about a matter, opened now if there is none.

    :param citizen_link: path of the page where the citizen finds the matter
    :param office_link: path of the page where the office finds it
    """
    found, _new = Conversation.objects.get_or_create(
        subject_kind=subject.kind,
        subject_id=subject.id,
        defaults={
            "title": title[:240],
            "party_id": party_id,
            "department_id": department_id,
            "citizen_link": citizen_link,
            "office_link": office_link,
            "opened_at": at,
        },
    )
    return found


@dataclass(frozen=True, slots=True)
class About:
    """What a conversation is about, as `open_conversation` asks for it."""

    subject: Source
    title: str
    party_id: int
    department_id: int
    citizen_link: str
    office_link: str


@transaction.atomic
def write_about(
    *,
    about: About,
    body: str,
    key: str,
    to_office: bool,
    author: User,
    at: datetime,
    uploads: Sequence[File[bytes]] = (),
) -> Message:
    """Write a message about a matter; the first one begins the conversation.

    :param key: what tells this sending from the author's others
    :param uploads: files as the browser sent them; each is looked at before it is kept
    :raises DomainError: as `send_message` does; then nothing is begun either
    """
    held = open_conversation(
        subject=about.subject,
        title=about.title,
        party_id=about.party_id,
        department_id=about.department_id,
        citizen_link=about.citizen_link,
        office_link=about.office_link,
        at=at,
    )
    return send_message(
        conversation_id=held.pk,
        body=body,
        key=key,
        to_office=to_office,
        author=author,
        at=at,
        uploads=uploads,
    )


@transaction.atomic
def write_message(
    *,
    conversation_id: int,
    body: str,
    key: str,
    to_office: bool,
    author: User,
    at: datetime,
    files: Sequence[FileFacts] = (),
) -> Message:
    """Write one message; the same key again writes nothing new.

    The other side is told: a citizen by the ways they chose, an office by its list.

    :param files: kept by `documents.services.keep_file`
    :raises NothingWritten: without text and files
    :raises ConversationClosed: if the matter has ended
    :raises KeyUsedOtherwise: if the key stands for another message
    """
    text = body.strip()[:LONGEST]
    if not text and not files:
        raise NothingWritten(_("Write something, or add a file."))
    held = Conversation.objects.select_for_update(no_key=True).get(pk=conversation_id)
    known = Message.objects.filter(key=key).first()
    if known is not None:
        return _the_same(known, conversation_id, text)
    if held.closed_at is not None:
        raise ConversationClosed(
            _("This matter has ended. Write a new request if there is something more.")
        )
    made = Message(key=key, conversation=held, author=author, to_office=to_office, body=text, at=at)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        return _the_same(Message.objects.get(key=key), conversation_id, text)
    _enclose(made, files)
    held.last_at, held.last_to_office = at, to_office
    held.save(update_fields=["last_at", "last_to_office"])
    record("messaging.message.written", made, actor=author, at=at, on_behalf_of=held.party_id)
    if not to_office:
        _tell_citizen(held, made)
    return made


@transaction.atomic
def send_message(
    *,
    conversation_id: int,
    body: str,
    key: str,
    to_office: bool,
    author: User,
    at: datetime,
    uploads: Sequence[File[bytes]] = (),
) -> Message:
    """Write one message with the files that come with it, all or nothing.

    :param key: what tells this sending from the author's others
    :raises FileRefused: if a file is empty, too large, harmful or not what its name says
    :raises ScannerAway: if a scanner is set and does not answer
    :raises NothingWritten: without text and files
    :raises ConversationClosed: if the matter has ended
    :raises KeyUsedOtherwise: if the key stands for another message
    """
    named = [(one, one.name or "") for one in uploads]
    side = "citizen" if to_office else "office"
    return write_message(
        conversation_id=conversation_id,
        body=body,
        key=f"{side}:{author.pk}:{key}",
        to_office=to_office,
        author=author,
        files=[
            FileFacts(keep_file(content=one, name=name, actor=author, at=at), name)
            for one, name in named
        ],
        at=at,
    )


def _the_same(known: Message, conversation_id: int, text: str) -> Message:
    if (known.conversation_id, known.body) != (conversation_id, text):
        raise KeyUsedOtherwise(_("This form sent another message already. Reload the page."))
    return known


def _enclose(made: Message, files: Sequence[FileFacts]) -> None:
    MessageFile.objects.bulk_create(
        [
            MessageFile(message=made, file=item.file, name=(item.name or item.file.name)[:200])
            for item in files[:MOST_FILES]
        ]
    )


def _tell_citizen(held: Conversation, made: Message) -> None:
    notify(
        template="messaging.written",
        context={"matter": held.title},
        link=held.citizen_link,
        key=f"messaging.message:{made.code}",
        subject=Source(held.subject_kind, held.subject_id),
        party_id=held.party_id,
        at=made.at,
    )


@transaction.atomic
def read_conversation(*, conversation_id: int, as_office: bool, reader: User, at: datetime) -> int:
    """Note that one side opened the conversation.

    :return: how many messages were new to it
    """
    fresh = Message.objects.filter(
        conversation=conversation_id, to_office=as_office, read_at=None, at__lte=at
    )
    return fresh.update(read_at=at, read_by=reader)


@transaction.atomic
def close_conversation(*, subject: Source, at: datetime) -> bool:
    """Close the conversation about a matter that ended; what was written stays readable.

    :return: whether there was an open one
    """
    rows = Conversation.objects.filter(
        subject_kind=subject.kind, subject_id=subject.id, closed_at=None
    )
    return bool(rows.update(closed_at=at, last_to_office=False))
