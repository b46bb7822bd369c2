"""Queue entries of applications: safe to repeat."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

PATIENT = RetryStrategy(max_attempts=8, exponential_wait=4)


@app.task(name="applications.send_letter", queue="mail", retry=PATIENT)
def send_letter(to: str, letter: str, values: dict[str, str], link: str, language: str) -> int:
    """Send a letter to an address without an account."""
    from . import letters

    return letters.send(to=to, letter=letter, values=values, link=link, language=language)


@app.task(name="applications.file_paper", retry=PATIENT)
def file_paper(application_id: int) -> bool:
    """Add the application as a PDF to its entry of the register."""
    from . import services

    return services.file_paper(application_id=application_id, at=timezone.now())


@app.task(name="applications.note_fee_paid", retry=PATIENT)
def note_fee_paid(application_id: int, charge_code: str) -> None:
    """Set the work going once the fee is paid."""
    from . import services

    services.note_fee_paid(
        application_id=application_id, charge_code=charge_code, at=timezone.now()
    )


@app.periodic(cron="15 3 * * *")
@app.task(name="applications.purge_drafts", queueing_lock="applications.purge_drafts")
def purge_drafts(timestamp: int) -> int:
    """Forget drafts that nobody touched for as long as they are kept."""
    from . import services

    return services.purge_drafts(at=timezone.now())


@app.periodic(cron="5 7 * * *")
@app.task(name="applications.warn_unforwarded", queueing_lock="applications.warn_unforwarded")
def warn_unforwarded(timestamp: int) -> int:
    """Tell heads of applications that nobody took up while they could be forwarded."""
    from . import services

    return services.warn_unforwarded(at=timezone.now())


@app.periodic(cron="25 3 * * *")
@app.task(name="applications.purge_quarantine", queueing_lock="applications.purge_quarantine")
def purge_quarantine(timestamp: int) -> int:
    """Destroy files with malware that were set apart a month ago."""
    from . import services

    return services.purge_quarantine(at=timezone.now())


@app.periodic(cron="5 * * * *")
@app.task(name="applications.expire_signatures", queueing_lock="applications.expire_signatures")
def expire_signatures(timestamp: int) -> int:
    """Close invitations to sign whose time ended."""
    from . import services

    return services.expire_signatures(at=timezone.now())
