"""Arrangements above the treasurer's limit: one enters the organ's decision, another approves."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backoffice.arrangements.errors import DecisionMissing, ReasonMissing, SecondPersonNeeded
from backoffice.arrangements.models import Arrangement
from backoffice.arrangements.states import MOVES, ArrangementState
from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.kernel.states import check_move
from backoffice.revenue import services as revenue

from .running import HOLDER, begin, locked, release


@transaction.atomic
def prepare_decision(
    *,
    arrangement_id: int,
    decision: str,
    ada: str,
    decided_on: date,
    actor: User,
    at: datetime,
) -> Arrangement:
    """Enter the decision of the committee or the council on an arrangement that awaits it.

    :param ada: the number under which the decision was published
    :raises ReasonMissing: if the decision has no number
    :raises IllegalMove: if the arrangement awaits no decision
    """
    if not decision.strip():
        raise ReasonMissing(_("Enter the number of the decision."))
    arrangement = locked(arrangement_id)
    check_move(MOVES, ArrangementState(arrangement.state), ArrangementState.RUNNING)
    arrangement.decision, arrangement.ada = decision.strip(), ada.strip()
    arrangement.decided_on, arrangement.prepared_by = decided_on, actor
    arrangement.prepared_at = at
    arrangement.save(update_fields=["decision", "ada", "decided_on", "prepared_by", "prepared_at"])
    record(
        "arrangements.decision.prepared",
        arrangement,
        actor=actor,
        at=at,
        after={"decision": decision, "ada": ada, "decided_on": decided_on},
    )
    return arrangement


@transaction.atomic
def approve(*, arrangement_id: int, actor: User, at: datetime) -> Arrangement:
    """Put an arrangement in force by the decision that another person entered.

    Legal source: ΚΔΚ άρθρο 170, ν.4257/2014 άρθρο 48.

    :raises DecisionMissing: if no decision was entered
    :raises SecondPersonNeeded: if it is the person who entered it or who applied
    :raises IllegalMove: if the arrangement awaits no decision
    """
    arrangement = locked(arrangement_id)
    check_move(MOVES, ArrangementState(arrangement.state), ArrangementState.RUNNING)
    if not arrangement.decision:
        raise DecisionMissing(_("Enter the decision of the organ first."))
    if actor.pk in {arrangement.prepared_by_id, arrangement.applied_by_id}:
        raise SecondPersonNeeded(
            _("You entered this decision or the application. Another person must approve it.")
        )
    arrangement.approved_by = actor
    begin(arrangement, actor, at)
    return arrangement


@transaction.atomic
def refuse(*, arrangement_id: int, reason: str, actor: User, at: datetime) -> Arrangement:
    """Refuse an arrangement that awaits a decision; its debts grow as if it had not been asked.

    :raises ReasonMissing: if no reason is given
    :raises IllegalMove: if it awaits no decision
    """
    if not reason.strip():
        raise ReasonMissing(_("State the reason; it stays with the arrangement."))
    arrangement = locked(arrangement_id)
    check_move(MOVES, ArrangementState(arrangement.state), ArrangementState.REFUSED)
    on = athens_day(at)
    arrangement.state, arrangement.ended_on = ArrangementState.REFUSED, on
    arrangement.note = reason[:400]
    arrangement.save(update_fields=["state", "ended_on", "note"])
    release(arrangement, on)
    revenue.void_hold(source=Source(HOLDER, arrangement.code), reason=reason, actor=actor, at=at)
    record("arrangements.arrangement.refused", arrangement, actor=actor, at=at, note=reason)
    return arrangement
