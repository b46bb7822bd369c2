"""Verbs of absence: who does somebody's tasks for some days; signing stays with the order."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from backoffice.audit.services import record
from backoffice.documents.authority import colleagues_of, may_pass_on
from backoffice.documents.models import Substitution
from backoffice.documents.refusals import (
    AbsenceBegan,
    AbsenceDaysWrong,
    NotAColleague,
    NotYours,
    OwnAuthority,
)
from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day

from .authority import refuse_absent_deputy

LONGEST = timedelta(days=366)


@transaction.atomic
def enter_absence(
    *,
    absent_id: int,
    deputy_id: int,
    valid_from: date,
    valid_until: date,
    actor: User,
    at: datetime,
    covers: Sequence[str] = (),
    reason: str = "",
) -> Substitution:
    """Let a colleague do somebody's tasks for some days; it authorises to sign nothing.

    :param covers: kinds of task that pass on while the person stays; none is an absence
    :raises NotYours: if the actor is neither that person nor a head of his unit
    :raises OwnAuthority: if the actor would get the tasks himself
    :raises NotAColleague: if the deputy works neither with nor above that person
    :raises DeputyAbsent: if the deputy is away in those days
    :raises AbsenceDaysWrong: if the days are past, backwards or more than a year
    """
    today = athens_day(at)
    if not may_pass_on(actor, absent_id, today):
        raise NotYours
    if deputy_id == actor.pk:
        raise OwnAuthority
    if valid_from < today or not valid_from <= valid_until <= valid_from + LONGEST:
        raise AbsenceDaysWrong
    if not colleagues_of(absent_id, today).filter(pk=deputy_id).exists():
        raise NotAColleague
    refuse_absent_deputy(deputy_id, valid_from, valid_until)
    made = Substitution.objects.create(
        absent_id=absent_id,
        deputy_id=deputy_id,
        covers=sorted(set(covers)),
        reason=reason.strip()[:160],
        valid_from=valid_from,
        valid_until=valid_until,
        entered_by=actor,
        entered_at=at,
    )
    after = {"absent": absent_id, "deputy": deputy_id, "from": valid_from, "until": valid_until}
    after |= {"covers": made.covers}
    record("documents.absence.entered", made, actor=actor, at=at, after=after)
    return made


@transaction.atomic
def withdraw_absence(*, substitution_id: int, actor: User, at: datetime) -> Substitution:
    """Withdraw an absence that has not begun; nothing passes on.

    :raises AbsenceBegan: once it began; it is ended then
    """
    held = Substitution.objects.select_for_update().get(pk=substitution_id)
    if held.withdrawn_at is not None:
        return held
    if held.valid_from <= athens_day(at):
        raise AbsenceBegan
    held.withdrawn_at = at
    held.save(update_fields=["withdrawn_at"])
    record("documents.absence.withdrawn", held, actor=actor, at=at, after={"withdrawn_at": at})
    return held
