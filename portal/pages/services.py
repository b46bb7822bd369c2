"""Public verb: keeping what somebody wrote, once, within reason."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.codes import new_code
from backoffice.kernel.dates import athens_day
from backoffice.kernel.errors import DomainError

from . import tasks
from .models import ANSWER_DAYS, ContactMessage

MESSAGES_PER_HOUR = 5


class TooManyMessages(DomainError):
    """One sender wrote more often than one person would."""


@transaction.atomic
def receive_message(
    *,
    topic: str,
    name: str,
    email: str,
    phone: str,
    text: str,
    language: str,
    sender: str,
    at: datetime,
) -> ContactMessage:
    """Keep a message and tell the town's mailbox; the same message sent again is the same message.

    :param sender: mark of the sender that cannot be turned back
    :raises TooManyMessages: after five messages of one sender within an hour
    """
    recent = ContactMessage.objects.filter(sender=sender, received_at__gt=at - timedelta(hours=1))
    twin = recent.filter(topic=topic, email=email, text=text).first()
    if twin is not None:
        return twin
    if recent.count() >= MESSAGES_PER_HOUR:
        raise TooManyMessages(
            _("You have sent several messages within an hour. Call us, or write again later.")
        )
    message = ContactMessage.objects.create(
        code=new_code(),
        topic=topic,
        name=name,
        email=email,
        phone=phone,
        text=text,
        language=language,
        received_at=at,
        due_on=athens_day(at) + timedelta(days=ANSWER_DAYS),
        sender=sender,
    )
    tasks.mail_message.defer(message_id=message.pk)
    return message


@transaction.atomic
def mark_answered(*, message_id: int, at: datetime) -> ContactMessage:
    """Note that a message was answered; the first time counts."""
    message = ContactMessage.objects.select_for_update().get(pk=message_id)
    if message.answered_at is None:
        message.answered_at = at
        message.save(update_fields=["answered_at"])
    return message
