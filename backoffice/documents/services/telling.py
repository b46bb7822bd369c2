"""Telling the applicant by e-mail that the time limit stands still, runs on or is over."""

from datetime import datetime

from backoffice.documents import notices
from backoffice.documents.models import ApplicantNotice, Clock, ClockEvent
from backoffice.documents.words import Direction

Kind = ClockEvent.Kind
#: Events that change what the applicant has to expect.
TOLD = (Kind.SUSPENDED, Kind.RESUMED, Kind.EXTENDED, Kind.STOPPED)
#: Ends that the applicant brought about, or hears of from another authority.
SILENT = (Clock.Outcome.WITHDRAWN, Clock.Outcome.FORWARDED)


def order_message(event: ClockEvent) -> None:
    """Order the message about an event, in the transaction that made it; part of larger verbs."""
    from backoffice.documents.circulation_tasks import tell_applicant as task

    if event.kind in TOLD:
        task.defer(event_id=event.pk)


def tell_applicant(*, event_id: int, at: datetime) -> bool:
    """Mail the applicant about an event of the time limit; told before, nobody is told again.

    The message is handed over before the row says so: a crash between tells twice rather than
    never.

    :returns: whether a message was handed over
    """
    events = ClockEvent.objects.select_related("clock__entry__book", "clock__entry__sender_party")
    event = events.get(pk=event_id)
    if ApplicantNotice.objects.filter(event=event).exists():
        return False
    entry = event.clock.entry
    address = notices.address_of(entry)
    is_theirs = entry.direction == Direction.INCOMING and not entry.is_cancelled
    tells = bool(address) and is_theirs and event.clock.outcome not in SILENT
    was_told = tells and notices.mail_applicant(event, address) > 0
    ApplicantNotice.objects.get_or_create(
        event=event, defaults={"at": at, "has_address": bool(address)}
    )
    return was_told
