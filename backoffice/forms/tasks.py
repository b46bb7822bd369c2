"""What the queue does for the forms."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

PATIENT = RetryStrategy(max_attempts=3, exponential_wait=3)


@app.task(name="forms.run_replay", queue="forms", retry=PATIENT)
def run_replay(replay_id: int) -> None:
    """Run a draft over the last submissions."""
    from . import services

    services.run_replay(replay_id=replay_id, at=timezone.now())
