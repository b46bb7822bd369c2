"""Queue entries of paying: safe to repeat."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from . import inbox, standing

PATIENT = RetryStrategy(max_attempts=12, exponential_wait=3)


@app.task(name="payments.work_on_notice", queue="payments", retry=PATIENT)
def work_on_notice(notice_id: int) -> None:
    """Act on one notice of the gateway, and on those that came with it."""
    inbox.work_off(notice_id=notice_id, at=timezone.now())


def queue_once(notice_id: int) -> None:
    """Queue the work on a notice, unless such work waits already."""
    lock = f"notice-{notice_id}"
    try:
        # A block of its own, so that a refused insert does not end the caller's transaction.
        with transaction.atomic():
            work_on_notice.configure(queueing_lock=lock).defer(notice_id=notice_id)
    except AlreadyEnqueued:
        return


@app.periodic(cron="*/5 * * * *")
@app.task(name="payments.ask_about_stuck", queue="payments", queueing_lock="ask_about_stuck")
def ask_about_stuck(timestamp: int) -> None:
    """Ask about payments that are neither settled nor released after ten minutes."""
    now = timezone.now()
    inbox.ask_about_stuck(older_than=timedelta(minutes=10), at=now)
    standing.confirm_waiting(older_than=timedelta(minutes=10), at=now)


@app.periodic(cron="30 3 * * *")
@app.task(
    name="payments.catch_up_notices", queue="payments", queueing_lock="catch_up", retry=PATIENT
)
def catch_up_notices(timestamp: int) -> None:
    """Fetch the notices of the last four days that never arrived."""
    now = timezone.now()
    inbox.catch_up(since=now - timedelta(days=4), at=now)


# After the judge of the night, who certifies what falls due, and when people may answer a mail.
@app.periodic(cron="0 7 * * *")
@app.task(name="payments.charge_cards", queue="payments", queueing_lock="charge_cards")
def charge_cards(timestamp: int) -> dict[str, int]:
    """Charge the saved cards of orders whose day has come; forget the cards of stopped ones."""
    now = timezone.now()
    done = standing.charge_due(at=now)
    return {**done, "forgotten": standing.forget_cards(at=now)}


@app.task(name="payments.after_refusal", queue="payments", retry=PATIENT)
def after_refusal(attempt_id: int) -> None:
    """Tell that a saved card was refused, or stop the order after its last stated day."""
    standing.after_refusal(attempt_id=attempt_id, at=timezone.now())


@app.task(name="payments.forget_card", queue="payments", retry=PATIENT)
def forget_card(order_id: int) -> bool:
    """Let the gateway forget the card of a stopped order."""
    return standing.forget(order_id=order_id, at=timezone.now())


@app.task(name="payments.mail_stopped", queue="mail", retry=PATIENT)
def mail_stopped(order_id: int) -> bool:
    """Tell that an order was stopped without the person's wish."""
    return standing.mail_stopped(order_id)
