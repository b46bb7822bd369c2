"""What the queue does for the procedures: each entry loads by identifier and is safe to repeat."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.mail import send_mail
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from .facts import plain

PATIENT = RetryStrategy(max_attempts=12, exponential_wait=3)
QUEUE = "procedures"


@app.task(name="procedures.run_service_step", queue=QUEUE, retry=PATIENT)
def run_service_step(errand_id: int) -> None:
    """Run an automatic step."""
    from . import services

    services.run_service_step(errand_id=errand_id, at=timezone.now())


@app.task(name="procedures.send_message", queue=QUEUE, retry=PATIENT)
def send_message(name: str, correlation: str, payload: dict[str, Any], key: str) -> None:
    """Deliver a message of a case in its own transaction, so that no two wait crosswise."""
    from . import services

    services.send_message(
        name=name, correlation=correlation, payload=payload, key=key, at=timezone.now()
    )


@app.periodic(cron="* * * * *")
@app.task(name="procedures.fire_timers", queue=QUEUE)
def fire_timers(timestamp: int) -> None:
    """Fire the timers that are due."""
    from . import services

    services.fire_timers(at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="procedures.sweep", queue=QUEUE)
def sweep(timestamp: int) -> None:
    """Queue again what a killed worker left lying, and deliver messages that crossed their wait."""
    from . import services
    from .queries import left_lying

    now = timezone.now()
    for errand_id in left_lying(before=now - timedelta(minutes=1)):
        defer_errand(errand_id)
    services.deliver_kept(at=now)


def defer_errand(errand_id: int, *, not_before: datetime | None = None) -> None:
    """Queue an automatic step in the transaction that asks for it."""
    task = run_service_step
    if not_before is not None:
        task.configure(schedule_at=not_before).defer(errand_id=errand_id)
        return
    task.defer(errand_id=errand_id)


def defer_message(*, name: str, correlation: str, payload: Mapping[str, Any], key: str) -> None:
    """Queue a message in the transaction of the step that sends it."""
    send_message.defer(name=name, correlation=correlation, payload=plain(dict(payload)), key=key)


@app.task(name="procedures.tell_news", queue=QUEUE, retry=PATIENT)
def tell_news(case_id: int) -> None:
    """Tell where a case stands."""
    from . import services

    services.tell_news(case_id=case_id, at=timezone.now())


def defer_news(case_id: int) -> None:
    """Queue the news of a case in the transaction of the step that brought it there."""
    tell_news.defer(case_id=case_id)


@app.task(name="procedures.send_letter", queue="mail", retry=PATIENT)
def send_letter(to: str, subject: str, text: str) -> None:
    """Send a letter that a case asked for."""
    # A line break in a subject would let the writer add headers.
    send_mail(" ".join(subject.split())[:200], text, None, [to])


def defer_letter(*, to: str, subject: str, text: str) -> None:
    """Queue a letter in the transaction of the step that asks for it."""
    send_letter.defer(to=to, subject=subject, text=text)
