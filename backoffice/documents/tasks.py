"""Queue entries of documents: safe to repeat."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from .circulation_tasks import *  # noqa: F403 - procrastinate looks for tasks in this file

PATIENT = RetryStrategy(max_attempts=5, exponential_wait=4)


@app.periodic(cron="*/5 * * * *")
@app.task(name="documents.fetch_mail", queueing_lock="documents.fetch_mail")
def fetch_mail(timestamp: int) -> int:
    """Bring the new messages of the town's mailbox into the tray."""
    from . import services

    return services.fetch_mail(at=timezone.now())


@app.periodic(cron="50 3 * * *")
@app.task(name="documents.purge_files", queueing_lock="documents.purge_files")
def purge_files(timestamp: int) -> int:
    """Destroy kept files that nothing has named for a month."""
    from . import services

    return services.purge_files(at=timezone.now())


@app.task(name="documents.remove_contents", retry=PATIENT)
def remove_contents(file_ids: list[int]) -> int:
    """Remove the contents of destroyed files."""
    from . import services

    return services.remove_contents(file_ids=file_ids)


@app.task(name="documents.read_file", retry=PATIENT)
def read_file(file_id: int) -> str:
    """Read the words of a kept file."""
    from . import services

    return services.read_text(file_id=file_id)
