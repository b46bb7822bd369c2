"""Reads of the tray."""

from django.db.models import Count, QuerySet

from backoffice.documents import blobs
from backoffice.documents.models import Message, MessagePart


def tray(state: str = "waiting") -> QuerySet[Message]:
    """Return the messages in a state, the oldest first where they wait."""
    rows = Message.objects.filter(state=state).defer("text").annotate(files=Count("parts"))
    order = "fetched_at" if state == "waiting" else "-handled_at"
    return rows.select_related("entry__book", "handled_by").order_by(order, "pk")


def parts_of(message: Message) -> list[MessagePart]:
    """Return the files of a message, kept or refused."""
    return list(message.parts.select_related("file"))


def twins_of(message: Message) -> list[Message]:
    """Return other messages with the same identifier, such as one delivered twice."""
    if not message.message_id:
        return []
    rows = Message.objects.filter(message_id=message.message_id).exclude(pk=message.pk)
    return list(rows.select_related("entry__book")[:10])


def raw_of(message: Message) -> bytes:
    """Return a message as it came."""
    return blobs.read(message.raw_path)
