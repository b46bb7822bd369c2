"""What the queue does after the money: each entry loads by identifier and is safe to repeat."""

from datetime import timedelta

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

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


@app.periodic(cron="17 * * * *")
@app.task(name="revenue.tell_again", queue="revenue")
def tell_again(timestamp: int) -> None:
    """Queue again what was not told for an hour, after a failure that outlasted every retry."""
    from .services.telling import untold_receipts

    for receipt_id in untold_receipts(before=timezone.now() - timedelta(hours=1)):
        tell_sources.defer(receipt_id=receipt_id)


def defer_after_payment(receipt_id: int) -> None:
    """Queue both in the payment's own transaction, so that neither is lost nor runs for nothing."""
    jobs = [
        task.configure(task_kwargs={"receipt_id": receipt_id}).job
        for task in (tell_sources, send_receipt)
    ]
    app.job_manager.batch_defer_jobs(jobs=jobs)
