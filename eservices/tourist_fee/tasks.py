"""Queue entries of the door: safe to repeat."""

from django.utils import timezone
from procrastinate.contrib.django import app


@app.periodic(cron="50 3 * * *")
@app.task(name="tourist_fee.purge_drafts", queueing_lock="tourist_fee.purge_drafts")
def purge_drafts(timestamp: int) -> int:
    """Forget drafts that nobody touched for a year."""
    from . import services

    return services.purge_drafts(at=timezone.now())
