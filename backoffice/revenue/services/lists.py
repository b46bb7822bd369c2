"""Lists of charges: drawn up, checked, certified by a second person, corrected, closed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.counters import next_number
from backoffice.kernel.dates import athens_day
from backoffice.kernel.states import check_move
from backoffice.revenue import feeders
from backoffice.revenue.models import ChargeList
from backoffice.revenue.states import LIST_MOVES, ListState, RunState

from .certifying import certify_correction, certify_run, check_sample, lost
from .charges import kind_in_force
from .due_days import due_day_of_list
from .errors import NotRehearsed, ReasonMissing, RunBusy, SamePerson, UnknownList
from .runs import locked_list

LIST_SERIES = "revenue:list"


@dataclass(frozen=True, slots=True)
class Decision:
    """By which a list is certified: the organ, its number and day, the ADA where published."""

    organ: str = ""
    number: str = ""
    on: date | None = None
    ada: str = ""


@transaction.atomic
def draft_list(
    *,
    kind: str,
    period: str,
    title: str,
    feeder: str,
    tariffs_on: date,
    actor: User,
    at: datetime,
    due_on: date | None = None,
    form: str = ChargeList.Form.CERTIFICATION,
    options: dict[str, Any] | None = None,
) -> ChargeList:
    """Draw up a list, empty until it is rehearsed.

    :param kind: the code of a kind of charge in force on the day of the tariffs
    :param feeder: the name under which a module registered its facts
    :param tariffs_on: the day whose tariffs apply
    :param due_on: the last day to pay without surcharge; without one the kind's rule sets it, as
        if the list were certified and served on the day it is drawn up
    :raises UnknownChargeKind: if the kind is missing or not in force
    :raises DueDayMissing: if no due day is given and the kind's rule sets none
    :raises UnknownKind: if no module registered the feeder
    """
    owner = kind_in_force(kind, tariffs_on)
    feeders.get(feeder)
    due_on = due_on or due_day_of_list(owner, athens_day(at))
    held = ChargeList.objects.create(
        form=ChargeList.Form(form),
        kind=owner,
        period=period,
        title=title,
        feeder=feeder,
        options=options or {},
        tariffs_on=tariffs_on,
        due_on=due_on,
        drafted_by=actor,
        drafted_at=at,
    )
    after = {"kind": kind, "period": period, "feeder": feeder, "due_on": due_on}
    record("revenue.list.drafted", held, actor=actor, at=at, after=after)
    return held


@transaction.atomic
def check_list(*, list_id: int, actor: User, at: datetime) -> ChargeList:
    """Sign a list off as checked, after its whole sample was looked up and found right.

    :raises NotRehearsed: if there is no rehearsal
    :raises RehearsalLost: if what was rehearsed is gone
    :raises SampleNotLookedUp: if rows of the sample are not ticked, or one is wrong
    :raises IllegalMove: if the list is not at the stage of drawing up
    """
    held = locked_list(list_id)
    check_move(LIST_MOVES, ListState(held.state), ListState.CHECKED)
    run = held.runs.filter(state=RunState.REHEARSED).first()
    if run is None:
        raise NotRehearsed(_("The list has no rehearsal. Rehearse it first."))
    if run.is_lost:
        raise lost()
    check_sample(run)
    held.state, held.checked_by, held.checked_at = ListState.CHECKED, actor, at
    held.save(update_fields=["state", "checked_by", "checked_at"])
    after = {"run": run.pk, "rows": run.rows, "total": run.total}
    record("revenue.list.checked", held, actor=actor, at=at, after=after)
    return held


@transaction.atomic
def certify_list(
    *, list_id: int, decision: Decision, on: date, actor: User, at: datetime
) -> ChargeList:
    """Certify a checked list: number, charges, lines and one journal entry, or nothing of it.

    Pressed again, or by a second officer at the same time, it returns the list as certified.

    :param on: the day of certification, in an open period
    :raises SamePerson: if the actor drew the list up
    :raises IllegalMove: if the list is not checked
    :raises RehearsalLost: if the rehearsal is not whole, or a source was charged since
    :raises ListCarriesMoney: if it corrects a list that money was paid for
    :raises PeriodClosed: if the day's period takes no entries
    """
    held = locked_list(list_id)
    if held.is_certified:
        return held
    check_move(LIST_MOVES, ListState(held.state), ListState.CERTIFIED)
    if held.drafted_by_id == actor.pk:
        raise SamePerson(_("You drew this list up. Somebody else certifies it."))
    number = next_number(LIST_SERIES, on.year)
    if held.corrects_id is None:
        certify_run(held, number, on, actor, at)
    else:
        certify_correction(held, on, actor, at)
    held.year, held.number, held.on = on.year, number, on
    held.state, held.certified_by, held.certified_at = ListState.CERTIFIED, actor, at
    held.organ, held.decision = decision.organ, decision.number
    held.decided_on, held.ada = decision.on, decision.ada
    held.save()
    after = {"number": str(held), "rows": held.rows, "total": held.total, "decision": held.decision}
    record("revenue.list.certified", held, actor=actor, at=at, after=after)
    return held


@transaction.atomic
def draft_correction(*, list_id: int, reason: str, actor: User, at: datetime) -> ChargeList:
    """Propose to cancel all that is left of a certified list; a second person certifies that.

    The correcting list carries the signs turned and no rehearsal: what it cancels is known.

    :raises ReasonMissing: if no reason is given
    :raises IllegalMove: if the list is not certified, or closed or corrected already
    :raises RunBusy: if somebody proposed it already
    """
    if not reason.strip():
        raise ReasonMissing(_("State the reason; it stays with the list."))
    held = locked_list(list_id)
    check_move(LIST_MOVES, ListState(held.state), ListState.CORRECTED)
    if held.form == ChargeList.Form.CORRECTION:
        raise UnknownList(_("A correcting list is not corrected. Certify the charges anew."))
    try:
        with transaction.atomic():
            made = ChargeList.objects.create(
                form=ChargeList.Form.CORRECTION,
                kind=held.kind,
                period=held.period,
                title=held.title,
                tariffs_on=held.tariffs_on,
                due_on=held.due_on,
                state=ListState.CHECKED,
                drafted_by=actor,
                drafted_at=at,
                checked_by=actor,
                checked_at=at,
                corrects=held,
                reason=reason[:400],
            )
    except IntegrityError:
        raise RunBusy(_("A correction of this list is proposed already.")) from None
    record("revenue.list.correction_drafted", made, actor=actor, at=at, note=reason)
    return made


@transaction.atomic
def withdraw_list(*, list_id: int, reason: str, actor: User, at: datetime) -> ChargeList:
    """Give up a list that was not certified; it took no number.

    :raises ReasonMissing: if no reason is given
    :raises RunBusy: if it has a rehearsal that is not undone
    :raises IllegalMove: if it is certified
    """
    if not reason.strip():
        raise ReasonMissing(_("State the reason; it stays with the list."))
    held = locked_list(list_id)
    check_move(LIST_MOVES, ListState(held.state), ListState.WITHDRAWN)
    if held.runs.filter(state__in=[RunState.COMPUTING, RunState.REHEARSED]).exists():
        raise RunBusy(_("The list has a rehearsal. Undo it first."))
    held.state, held.reason, held.corrects_id = ListState.WITHDRAWN, reason[:400], None
    if held.form == ChargeList.Form.CORRECTION:
        # Another correction of the same list may be proposed later.
        held.form = ChargeList.Form.CERTIFICATION
    held.save(update_fields=["state", "reason", "corrects", "form"])
    record("revenue.list.withdrawn", held, actor=actor, at=at, note=reason)
    return held


@transaction.atomic
def close_list(*, list_id: int, actor: User, at: datetime) -> ChargeList:
    """Close a certified list once the time to object is over; single charges can still change.

    :raises IllegalMove: if it is not certified
    """
    held = locked_list(list_id)
    check_move(LIST_MOVES, ListState(held.state), ListState.CLOSED)
    held.state = ListState.CLOSED
    held.save(update_fields=["state"])
    record("revenue.list.closed", held, actor=actor, at=at)
    return held
