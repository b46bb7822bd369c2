"""Queue entries of arrangements: safe to repeat."""

from datetime import datetime

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

PATIENT = RetryStrategy(max_attempts=8, exponential_wait=4)


@app.periodic(cron="5 1 * * *")
@app.task(name="arrangements.judge", queueing_lock="arrangements.judge")
def judge_arrangements(timestamp: int) -> dict[str, int]:
    """Raise what fell due, and end what was paid or lost."""
    from . import services

    return services.judge_arrangements(at=timezone.now())


@app.periodic(cron="0 6 * * *")
@app.task(name="arrangements.remind", queueing_lock="arrangements.remind")
def remind(timestamp: int) -> int:
    """Remind of instalments that fall due in a few days."""
    from . import services

    return services.remind(at=timezone.now())


@app.task(name="arrangements.judge_one", queue="revenue", retry=PATIENT)
def judge_one(arrangement_id: int) -> None:
    """Judge one arrangement after a payment of its interest."""
    from . import services

    services.judge(arrangement_id=arrangement_id, at=timezone.now())


@app.task(name="arrangements.mail_loss", queue="mail", retry=PATIENT)
def mail_loss(arrangement_id: int) -> bool:
    """Tell the debtor that an arrangement is lost, and what can be done."""
    from . import letters

    return letters.mail_loss(arrangement_id)


def hear_settled(source_id: str, charge_code: str, at: datetime) -> None:
    """Queue a judgement of the arrangement whose interest was paid."""
    from .models import Instalment

    row = Instalment.objects.filter(pk=int(source_id)).first()
    if row is not None:
        judge_one.defer(arrangement_id=row.arrangement_id)
