"""Verbs that look after clocks and incoming signatures by themselves."""

from datetime import date, datetime

from django.db import transaction

from backoffice.audit.services import record
from backoffice.documents import blobs, notices, sealing
from backoffice.documents.models import Attachment, Clock, ClockNotice, Draft
from backoffice.documents.rules import clock as law
from backoffice.documents.steps import ClockState
from backoffice.kernel.calendar import LegalCalendar
from backoffice.kernel.dates import athens_day
from backoffice.kernel.queries import legal_calendar

from .changes import note_signatures
from .dispatch import mail_document, mails_waiting

PDF = "application/pdf"


def warn_of_time_limits(*, at: datetime) -> int:
    """Warn of time limits that end soon, today or have passed; each stage is told once.

    :returns: how many warnings were given
    """
    calendar, on = legal_calendar(), athens_day(at)
    waiting = Clock.objects.filter(
        state__in=[ClockState.RUNNING, ClockState.FORWARDING]
    ).select_related("entry__book", "entry__department")
    given = 0
    for clock in waiting.order_by("pk").iterator(chunk_size=500):
        stage = _stage(clock, on, calendar)
        if stage:
            given += _warn(clock, stage, at)
    return given


def _stage(clock: Clock, on: date, calendar: LegalCalendar) -> str:
    if clock.state == ClockState.FORWARDING:
        late = clock.forward_by is not None and on > clock.forward_by
        return str(ClockNotice.Stage.FORWARD) if late else ""
    return law.stage_on(clock.due_on, on, calendar) if clock.due_on else ""


@transaction.atomic
def _warn(clock: Clock, stage: str, at: datetime) -> bool:
    limit = clock.due_on or clock.forward_by
    assert limit is not None
    # The row first: whoever runs this beside us finds it and tells nobody a second time.
    notice, is_new = ClockNotice.objects.get_or_create(
        clock=clock, stage=stage, due_on=limit, defaults={"at": at, "told": 0}
    )
    if not is_new:
        return False
    told = notices.mail_time_limit(clock, stage)
    record(
        "documents.clock.warned",
        clock.entry,
        actor=None,
        at=at,
        after={"stage": notice.stage, "limit": limit, "told": told},
    )
    return True


def mail_copies(*, draft_id: int, at: datetime) -> int:
    """Mail every copy of a document that goes by e-mail and has not left.

    :returns: how many were handed over
    """
    draft = Draft.objects.get(pk=draft_id)
    return sum(mail_document(dispatch_id=pk, at=at) for pk in mails_waiting(draft))


def check_signatures(*, attachment_id: int, at: datetime) -> int:
    """Read the signatures of an attached PDF and keep what was found.

    :returns: how many signatures the file has
    """
    attachment = Attachment.objects.select_related("file").get(pk=attachment_id)
    file = attachment.file
    if file.content_type != PDF or file.destroyed_at is not None:
        return 0
    reports = [sealing.plain(report) for report in sealing.check(blobs.read(file.path))]
    note_signatures(attachment_id=attachment.pk, report=reports, actor=None, at=at)
    return len(reports)
