"""What the queue does after the money: each entry loads by identifier and is safe to repeat."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.types import JSONDict

PATIENT = RetryStrategy(max_attempts=12, exponential_wait=3)


@app.task(name="revenue.tell_sources", queue="revenue", retry=PATIENT)
def tell_sources(receipt_id: int) -> None:
    """Tell whoever raised the charges that a receipt settled them."""
    from . import services

    services.tell_sources(receipt_id=receipt_id, at=timezone.now())


@app.task(name="revenue.send_receipt", queue="mail", retry=PATIENT)
def send_receipt(receipt_id: int) -> None:
    """Send the payer the receipt."""
    from . import services

    services.send_receipt(receipt_id=receipt_id, at=timezone.now())


@app.task(name="revenue.after_payment", queue="revenue", retry=PATIENT)
def after_payment(receipt_id: int) -> None:
    """Queue the letter, then tell whoever raised the charges; neither waits for the other."""
    from . import services

    send_receipt.defer(receipt_id=receipt_id)
    services.tell_sources(receipt_id=receipt_id, at=timezone.now())
    services.resume_certificates(receipt_id=receipt_id, at=timezone.now())


@app.task(name="revenue.after_payments", queue="revenue", retry=PATIENT)
def after_payments(receipt_ids: list[int]) -> None:
    """Do the same for the receipts of a batch."""
    from . import services

    letters: list[JSONDict] = [{"receipt_id": pk} for pk in receipt_ids]
    send_receipt.batch_defer(*letters)
    for receipt_id in receipt_ids:
        services.tell_sources(receipt_id=receipt_id, at=timezone.now())
        services.resume_certificates(receipt_id=receipt_id, at=timezone.now())


@app.task(name="revenue.rehearse", queue="revenue", retry=PATIENT)
def rehearse(run_id: int) -> None:
    """Calculate an ordered run; killed and run again it begins anew, done it stays done."""
    from . import services

    services.rehearse_run(run_id=run_id, at=timezone.now())


@app.periodic(cron="17 * * * *")
@app.task(name="revenue.tell_again", queue="revenue")
def tell_again(timestamp: int) -> None:
    """Queue again what was not told for an hour, after a failure that outlasted every retry."""
    from .services.telling import untold_receipts

    for receipt_id in untold_receipts(before=timezone.now() - timedelta(hours=1)):
        tell_sources.defer(receipt_id=receipt_id)


@app.periodic(cron="*/10 * * * *")
@app.task(name="revenue.rehearse_again", queue="revenue")
def rehearse_again(timestamp: int) -> None:
    """Queue again the rehearsals whose worker died."""
    from .services.runs import order_again

    order_again(before=timezone.now() - timedelta(minutes=10))


def defer_after_payments(receipt_ids: Sequence[int]) -> None:
    """Queue what follows in the payments' own transaction, so that it is neither lost nor early.

    It is one job for all: each costs a notification, which commits wait for in turn.
    """
    if len(receipt_ids) == 1:
        after_payment.defer(receipt_id=receipt_ids[0])
    else:
        after_payments.defer(receipt_ids=list(receipt_ids))
