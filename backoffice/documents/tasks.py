"""Queue entries of documents: safe to repeat."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

PATIENT = RetryStrategy(max_attempts=5, exponential_wait=4)


@app.task(name="documents.read_file", retry=PATIENT)
def read_file(file_id: int) -> str:
    """Read the words of a kept file."""
    from . import services

    return services.read_text(file_id=file_id)
