"""Queue entries of messages: safe to repeat."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

PATIENT = RetryStrategy(max_attempts=9, exponential_wait=3)
# A copy that nobody sent after this long is ordered again: its worker may have been killed.
LATE = timedelta(minutes=5)
# Gateways report on a message for two days.
REPORTED_WITHIN = timedelta(days=2)


def order(delivery_id: int) -> None:
    """Ask the queue to send one copy; asked already, once is enough."""
    _defer_once(send_delivery, f"messaging.delivery.{delivery_id}", delivery_id)


def order_report(delivery_id: int) -> None:
    """Ask the queue to look what became of one SMS."""
    _defer_once(follow_delivery, f"messaging.report.{delivery_id}", delivery_id)


def _defer_once(task: Any, lock: str, delivery_id: int) -> None:
    try:
        # A block of its own, so that a refused insert does not end the caller's transaction.
        with transaction.atomic():
            task.configure(queueing_lock=lock).defer(delivery_id=delivery_id)
    except AlreadyEnqueued:
        return


@app.task(name="messaging.send_delivery", queue="mail", retry=PATIENT)
def send_delivery(delivery_id: int) -> None:
    """Send one copy of a notification."""
    from . import services

    services.send_delivery(delivery_id=delivery_id, at=timezone.now())


@app.task(name="messaging.follow_delivery", queue="mail")
def follow_delivery(delivery_id: int) -> None:
    """Note what the gateway says of an SMS."""
    from . import services

    services.follow_delivery(delivery_id=delivery_id, at=timezone.now())


@app.periodic(cron="3-59/5 * * * *")
@app.task(name="messaging.order_forgotten", queueing_lock="messaging.order_forgotten")
def order_forgotten(timestamp: int) -> int:
    """Order what a killed worker left behind, and the reports of what was sent."""
    from . import services

    now = timezone.now()
    services.order_reports(since=now - REPORTED_WITHIN)
    return services.order_forgotten(before=now - LATE)
