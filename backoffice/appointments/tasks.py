"""Queue entries of appointments: safe to repeat."""

from django.utils import timezone
from procrastinate.contrib.django import app


@app.periodic(cron="*/15 6-21 * * *")
@app.task(name="appointments.remind", queue="mail", queueing_lock="appointments.remind")
def remind(timestamp: int) -> int:
    """Remind whoever comes within a day."""
    from . import services

    return services.remind(at=timezone.now())
