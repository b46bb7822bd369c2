"""Timers fire from their rows, each in a transaction of its own."""

from datetime import datetime

import structlog
from django.db import transaction

from backoffice.audit.services import record
from backoffice.kernel.queries import legal_calendar
from backoffice.procedures.engine import times
from backoffice.procedures.engine.errors import StepError
from backoffice.procedures.engine.net import Element
from backoffice.procedures.models import Timer
from backoffice.procedures.states import CaseState, TimerState

from .stepping import Stepping, lock_family, member

log = structlog.get_logger(__name__)

BATCH = 500


def fire_timers(*, at: datetime, limit: int = BATCH) -> int:
    """Fire every timer that is due; one that fails hinders no other.

    :returns: how many fired
    """
    due = Timer.objects.filter(
        state=TimerState.WAITING, due_at__lte=at, case__state=CaseState.RUNNING
    )
    fired = 0
    for timer_id in list(due.order_by("due_at", "pk").values_list("pk", flat=True)[:limit]):
        try:
            fired += fire_timer(timer_id=timer_id, at=at)
        except Exception:
            log.exception("procedures.timer_failed", timer=timer_id)
    return fired


@transaction.atomic
def fire_timer(*, timer_id: int, at: datetime) -> bool:
    """Fire a timer that is due, once; tell whether it fired.

    :returns: false if it fired before, is no longer needed, or its case is halted
    """
    root = lock_family(Timer.objects.filter(pk=timer_id))
    timer = Timer.objects.get(pk=timer_id)
    case = member(root, timer.case_id)
    if timer.state != TimerState.WAITING or timer.due_at > at or case.state != CaseState.RUNNING:
        return False
    stepping = Stepping(case, None, at)
    element = stepping.run.net.elements[timer.element]
    timer.state, timer.fired_at = TimerState.FIRED, at
    timer.save(update_fields=["state", "fired_at"])
    stepping.note("fired", element=timer.element, token=timer.token)
    if timer.rounds and not element.interrupts:
        _wind_again(timer, element)
    try:
        with transaction.atomic():
            stepping.run.fire(timer.token, timer.element, {})
            stepping.write()
    except StepError as error:
        case.refresh_from_db()
        stepping = Stepping(case, None, at)
        stepping.run.state.tokens[timer.token].wait = "stuck"
        stepping.run.get_stuck(timer.token, str(error))
        stepping.write()
    record("procedures.timer.fired", timer, actor=None, at=at, after={"element": timer.element})
    return True


def _wind_again(timer: Timer, element: Element) -> None:
    """Begin the next round from when this one was due, so that delays do not add up."""
    Timer.objects.create(
        case_id=timer.case_id,
        element=timer.element,
        token=timer.token,
        due_at=times.again(element.event.value, timer.due_at, legal_calendar()),
        rounds=timer.rounds - 1,
    )
