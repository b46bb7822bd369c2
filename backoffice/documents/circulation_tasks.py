"""Queue entries of circulation, seals and clocks: safe to repeat."""

from datetime import timedelta

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

PATIENT = RetryStrategy(max_attempts=10, exponential_wait=4)
# A seal that nobody made after this long is ordered again: its worker may have been killed.
LATE = timedelta(minutes=5)


@app.task(name="documents.seal_issue", queue="seal", retry=PATIENT)
def seal_issue(issue_id: int) -> None:
    """Seal a numbered document."""
    from . import services

    services.seal_issue(issue_id=issue_id, at=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="documents.order_missing_seals", queueing_lock="documents.order_missing_seals")
def order_missing_seals(timestamp: int) -> int:
    """Order the seals that a killed worker left behind."""
    from . import services

    return services.order_missing_seals(before=timezone.now() - LATE)


@app.task(name="documents.send_mails", queue="mail", retry=PATIENT)
def send_mails(draft_id: int) -> int:
    """Mail the copies of a document that go by e-mail."""
    from . import services

    return services.mail_copies(draft_id=draft_id, at=timezone.now())


@app.task(name="documents.tell_assigned", queue="mail", retry=PATIENT)
def tell_assigned(assignment_id: int) -> int:
    """Tell whoever has a new assignment, or got one back."""
    from . import notices

    return notices.mail_assignment(assignment_id)


@app.task(name="documents.tell_returned", queue="mail", retry=PATIENT)
def tell_returned(signature_id: int) -> int:
    """Tell the writer that a draft came back."""
    from . import notices

    return notices.mail_return(signature_id)


@app.task(name="documents.tell_applicant", queue="mail", retry=PATIENT)
def tell_applicant(event_id: int) -> bool:
    """Tell the applicant that the time limit stands still, runs on or is over."""
    from . import services

    return services.tell_applicant(event_id=event_id, at=timezone.now())


@app.periodic(cron="30 6 * * *")
@app.task(name="documents.warn_of_time_limits", queueing_lock="documents.warn_of_time_limits")
def warn_of_time_limits(timestamp: int) -> int:
    """Warn heads of time limits that end soon, today, or have passed."""
    from . import services

    return services.warn_of_time_limits(at=timezone.now())


@app.task(name="documents.check_signatures", queue="files", retry=PATIENT)
def check_signatures(attachment_id: int) -> int:
    """Read the signatures of an incoming file."""
    from . import services

    return services.check_signatures(attachment_id=attachment_id, at=timezone.now())
