"""Queue entries of personal data: safe to repeat."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

PATIENT = RetryStrategy(max_attempts=8, exponential_wait=4)


def order_parcel(request_id: int) -> None:
    """Ask the queue to gather a person's data."""
    make_parcel.defer(request_id=request_id)


def order_erasure(erasure_id: int) -> None:
    """Ask the queue to carry an erasure out."""
    carry_out.defer(erasure_id=erasure_id)


@app.task(name="privacy.make_parcel", queue="files", retry=PATIENT)
def make_parcel(request_id: int) -> None:
    """Gather a person's data into one file."""
    from . import services

    services.make_parcel(request_id=request_id, at=timezone.now())


@app.task(name="privacy.carry_out", queue="files", retry=PATIENT)
def carry_out(erasure_id: int) -> None:
    """Carry an approved erasure out."""
    from . import services

    services.carry_out(erasure_id=erasure_id, at=timezone.now())


@app.periodic(cron="40 3 * * *")
@app.task(name="privacy.destroy_old_parcels", queueing_lock="privacy.destroy_old_parcels")
def destroy_old_parcels(timestamp: int) -> int:
    """Destroy the copies whose days are over."""
    from . import services

    return services.destroy_old_parcels(at=timezone.now())
