"""Queue entries of certificates: safe to repeat."""

from datetime import timedelta

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

PATIENT = RetryStrategy(max_attempts=10, exponential_wait=4)
# A seal that nobody made after this long is ordered again: its worker may have been killed.
LATE = timedelta(minutes=5)


@app.task(name="certificates.seal_certificate", queue="seal", retry=PATIENT)
def seal_certificate(certificate_id: int) -> None:
    """Seal an issued certificate."""
    from . import services

    services.seal_certificate(certificate_id=certificate_id, at=timezone.now())


@app.periodic(cron="2-59/5 * * * *")
@app.task(name="certificates.order_missing_seals", queueing_lock="certificates.order_missing_seals")
def order_missing_seals(timestamp: int) -> int:
    """Order the seals that a killed worker left behind."""
    from . import services

    return services.order_missing_seals(before=timezone.now() - LATE)
