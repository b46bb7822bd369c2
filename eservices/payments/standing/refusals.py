"""After a refused charge: tell whoever gave the order, or stop it after the last stated day."""

from datetime import datetime

from backoffice.kernel.dates import athens_day
from backoffice.revenue.states import PaymentState
from eservices.payments.models import Attempt
from eservices.payments.states import OrderState, StopReason

from . import collectors, letters
from .charging import next_try
from .stopping import stop


def after_refusal(*, attempt_id: int, at: datetime) -> str:
    """Write why a charge was refused and when it is tried again; safe to repeat.

    After the last stated day the order stops, which is told with its own letter.

    :return: `told`, `stopped`, or nothing where the order had ended by itself
    """
    attempt = Attempt.objects.select_related("order", "payment").get(pk=attempt_id)
    order = attempt.order
    if order is None or order.state != OrderState.ACTIVE:
        return ""
    refused = order.charges.filter(part=attempt.part, payment__state=PaymentState.FAILED)
    if refused.count() >= len(order.days):
        stop(order_id=order.pk, actor=None, at=at, reason=StopReason.REFUSED)
        return "stopped"
    due = collectors.get(order.source_kind).due(order.source_id, athens_day(at))
    if due is None or due.part != attempt.part:
        return ""
    letters.mail_refused(attempt, next_try(order, due))
    return "told"
