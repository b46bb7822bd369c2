"""Queue entries of the fees of businesses: safe to repeat."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

PATIENT = RetryStrategy(max_attempts=8, exponential_wait=4)


@app.periodic(cron="10 0 * * *")
@app.task(name="business_fees.roll_periods", queueing_lock="business_fees.roll_periods")
def roll_periods(timestamp: int) -> dict[str, int]:
    """Expect the periods that have begun and mark the overdue ones as missing."""
    from . import services

    return services.roll_periods(at=timezone.now())


@app.periodic(cron="20 * * * *")
@app.task(name="business_fees.settle_quietly", queueing_lock="business_fees.settle_quietly")
def settle_quietly(timestamp: int) -> int:
    """Settle periods whose debt a credit covered."""
    from . import services

    return services.settle_quietly(at=timezone.now())


@app.periodic(cron="40 3 * * *")
@app.task(name="business_fees.purge_attachments", queueing_lock="business_fees.purge_attachments")
def purge_attachments(timestamp: int) -> int:
    """Throw away files that nobody sent within a year."""
    from . import services

    return services.purge_attachments(at=timezone.now())


@app.task(name="business_fees.mail_invitations", queue="mail", retry=PATIENT)
def mail_invitations(expected_ids: list[int]) -> int:
    """Mail invitations to those who did not declare."""
    from . import letters

    return letters.mail_invitations(expected_ids)
