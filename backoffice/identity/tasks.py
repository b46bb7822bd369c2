"""What happens to rights and accounts by itself, every day."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from backoffice.kernel.dates import athens_day

from . import services

UNPROVEN_DAYS = 7


@app.periodic(cron="5 0 * * *")
@app.task(queueing_lock="identity.roles", pass_context=False)
def end_expired_roles(timestamp: int) -> int:
    """Make rights follow the assignments in force on this day."""
    now = timezone.now()
    return services.end_expired_assignments(on=athens_day(now), at=now)


@app.periodic(cron="35 3 * * *")
@app.task(queueing_lock="identity.forget")
def forget_unproven_users(timestamp: int) -> int:
    """Delete accounts that were begun a week ago and never proved."""
    now = timezone.now()
    before = now - timedelta(days=UNPROVEN_DAYS)
    return services.forget_unproven_users(joined_before=before, at=now)
