"""Messages: each comes once by its key, reaches whoever waits for it, or is kept until then."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.procedures.errors import KeyUsed
from backoffice.procedures.facts import plain
from backoffice.procedures.models import Case, Message, Wait
from backoffice.procedures.states import CaseState, WaitState

from .following import hand_over, mark_taken
from .stepping import Stepping, member

BATCH = 200


@transaction.atomic
def send_message(
    *,
    name: str,
    correlation: str,
    payload: Mapping[str, Any],
    key: str,
    at: datetime,
    actor: User | None = None,
) -> Message:
    """Take in a message about something, once; every running case that waits for it receives it.

    :param key: the same for every repetition of the same message
    :raises KeyUsed: if the key came before with another message
    """
    contents = plain(dict(payload))
    message, is_new = Message.objects.get_or_create(
        key=key,
        defaults={"name": name, "correlation": correlation, "payload": contents, "sent_at": at},
    )
    if not is_new:
        if (message.name, message.correlation, message.payload) != (name, correlation, contents):
            raise KeyUsed(
                _("The key “%(key)s” came before with another message. Send it with its own key.")
                % {"key": key}
            )
        return message
    _deliver(message, actor, at)
    after = {"name": name, "correlation": correlation, "taken": message.taken_at is not None}
    record("procedures.message.received", message, actor=actor, at=at, after=after)
    return message


def deliver_kept(*, at: datetime) -> int:
    """Hand over kept messages to cases that began to wait in the very moment they came.

    :returns: how many found somebody
    """
    kept = Message.objects.filter(taken_at__isnull=True).extra(
        where=[
            "exists (select from procedures_wait w where w.state = 'waiting' and "
            "w.message = procedures_message.name and "
            "w.correlation = procedures_message.correlation)"
        ]
    )
    count = 0
    for message in kept.order_by("pk")[:BATCH]:
        with transaction.atomic():
            locked = Message.objects.select_for_update(skip_locked=True).filter(pk=message.pk)
            found = locked.filter(taken_at__isnull=True).first()
            if found is not None:
                _deliver(found, None, at)
                count += found.taken_at is not None
    return count


def _deliver(message: Message, actor: User | None, at: datetime) -> None:
    waits = Wait.objects.filter(
        message=message.name,
        correlation=message.correlation,
        state=WaitState.WAITING,
        case__state=CaseState.RUNNING,
    ).annotate(root=Coalesce("case__root_id", "case_id"))
    # Families are locked in the order of their numbers, so that two messages never lock crosswise.
    for wait in waits.order_by("root", "pk"):
        root = Case.objects.select_for_update().get(pk=wait.root)
        stepping = Stepping(member(root, wait.case_id), actor, at)
        if hand_over(stepping, wait, message):
            mark_taken(message, at)
