"""Public reads of messages and notifications."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.party.queries import represented_party_ids

from .models import Conversation, Delivery, Message, Mobile, Notification, Preference, Wording
from .templates import COMPULSORY, TOPICS, Template
from .wording import Text


@dataclass(frozen=True, slots=True)
class Ways:
    """By which ways somebody hears of a topic; `mobile` is empty without a confirmed telephone."""

    topic: str
    email: bool = True
    sms: bool = False
    mobile: str = ""


def ways_of(user: User | None, topic: str) -> Ways:
    """Return by which ways a user hears of a topic; somebody without an account by e-mail."""
    if user is None:
        return Ways(topic)
    row = Preference.objects.filter(user=user, topic=topic).first()
    return _ways(topic, row, _number_of(user) if row and row.sms else "")


def all_ways(user: User) -> list[Ways]:
    """Return a user's choices for every topic, in two queries."""
    rows = {row.topic: row for row in Preference.objects.filter(user=user)}
    number = _number_of(user)
    return [_ways(topic, rows.get(topic), number) for topic in TOPICS]


def _number_of(user: User) -> str:
    mobile = mobile_of(user)
    return mobile.number if mobile and mobile.confirmed_at else ""


def _ways(topic: str, row: Preference | None, number: str) -> Ways:
    email = row.email if row and topic not in COMPULSORY else True
    return Ways(topic, email, bool(row and row.sms and number), number)


def mobile_of(user: User) -> Mobile | None:
    """Return the telephone of a user, confirmed or not."""
    return Mobile.objects.filter(user=user).first()


def text_of(template: Template, language: str) -> Text:
    """Return the words of a template in use: the town's newest, else those that ship."""
    own = Wording.objects.filter(template=template.code, language=language).first()
    if own is None or own.is_shipped:
        return template.shipped(language)
    return Text(own.subject, own.body, own.sms)


def wordings_of(template: str) -> QuerySet[Wording]:
    """Return the town's wordings of a template, the newest first."""
    return Wording.objects.filter(template=template).select_related("written_by")


def notifications_of(user: User) -> QuerySet[Notification]:
    """Return what a user was told, in person or for somebody they may act for, newest first."""
    people = represented_party_ids(user)
    return Notification.objects.filter(Q(user=user) | Q(user=None, party__in=people))


def unread_count(user: User) -> int:
    """Return how many notifications a user has not seen."""
    return notifications_of(user).filter(read_at=None).count()


def notifications_about(subject: Source) -> QuerySet[Notification]:
    """Return what was told about a matter, with what became of each copy."""
    rows = Notification.objects.filter(subject_kind=subject.kind, subject_id=subject.id)
    return rows.prefetch_related("deliveries")


def deliveries() -> QuerySet[Delivery]:
    """Return the log of everything that was sent, the newest first."""
    return Delivery.objects.select_related("notification", "notification__party")


def choose_deliveries(q: str = "", channel: str = "", state: str = "") -> QuerySet[Delivery]:
    """Return the log by way, state, and part of an address, a subject or a name."""
    rows = deliveries()
    if channel:
        rows = rows.filter(channel=channel)
    if state:
        rows = rows.filter(state=state)
    if q:
        rows = rows.filter(
            Q(address__icontains=q)
            | Q(notification__subject__icontains=q)
            | Q(notification__party__name__icontains=q)
        )
    return rows


def conversation_about(subject: Source) -> Conversation | None:
    """Return the conversation about a matter, if anybody wrote."""
    return Conversation.objects.filter(subject_kind=subject.kind, subject_id=subject.id).first()


def messages_of(conversation: Conversation) -> QuerySet[Message]:
    """Return what was written, the oldest first, with authors and files."""
    return conversation.messages.select_related("author").prefetch_related("files__file")


def conversations_of(user: User) -> QuerySet[Conversation]:
    """Return the conversations of everyone a user may act for, with how many are new to them."""
    new = Count("messages", filter=Q(messages__to_office=False, messages__read_at=None))
    rows = Conversation.objects.filter(party__in=represented_party_ids(user), last_at__isnull=False)
    return rows.select_related("department").annotate(fresh=new).order_by("-last_at")


def waiting_for_office(department_ids: set[int] | None) -> QuerySet[Conversation]:
    """Return where an office owes an answer, the longest waiting first.

    :param department_ids: only these units, or all if None
    """
    rows = Conversation.objects.filter(last_to_office=True).select_related("party", "department")
    if department_ids is not None:
        rows = rows.filter(department__in=department_ids)
    return rows.order_by("last_at")


def answered_by_office(department_ids: set[int]) -> QuerySet[Conversation]:
    """Return the conversations of these units in which the office wrote last, the newest first."""
    rows = Conversation.objects.filter(
        department__in=department_ids, last_to_office=False, last_at__isnull=False
    )
    return rows.select_related("party", "department").order_by("-last_at")
