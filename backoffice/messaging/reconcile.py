"""What must never be found among messages."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.reconcile import query, rows_of

from .models import Delivery
from .states import DeliveryState

SENT_WITHIN = timedelta(days=1)


@query("messaging.are_sent", _("Notifications that nobody sent"))
def unsent() -> Iterable[dict[str, Any]]:
    """Find copies that wait for a day."""
    late = timezone.now() - SENT_WITHIN
    rows = Delivery.objects.filter(state=DeliveryState.WAITING, ordered_at__lt=late)
    return [dict(row) for row in rows.values("code", "channel", "ordered_at", "trouble")]


@query("messaging.last_message_is_known", _("Conversations that forgot their last message"))
def last_messages() -> Iterable[dict[str, Any]]:
    """Find conversations whose list row tells another story than their messages."""
    return rows_of(
        """
        select c.code from messaging_conversation c
        join lateral (
            select m.at, m.to_office from messaging_message m
            where m.conversation_id = c.id order by m.at desc, m.id desc limit 1
        ) last on true
        where c.last_at is distinct from last.at
            or (c.closed_at is null and c.last_to_office is distinct from last.to_office)
        """
    )
