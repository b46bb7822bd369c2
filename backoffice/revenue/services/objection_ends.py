"""How an objection ends: accepted with its correction, rejected with reasons, or taken back."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.kernel.states import check_move
from backoffice.revenue.act_states import OBJECTION_MOVES, ActState, ObjectionState
from backoffice.revenue.models import Act, Objection

from .holds import lift_hold

SOURCE = "revenue.objection"


def after_act(act: Act, actor: User | None, at: datetime) -> None:
    """Let an objection follow what became of the act that was to answer it."""
    objection = (
        Objection.objects.select_for_update(no_key=True, of=("self",))
        .select_related("charge")
        .filter(act=act)
        .first()
    )
    if objection is None:
        return
    if act.state == ActState.DONE:
        number = act.decision_number
        decider = act.approver or actor
        assert decider is not None
        end(objection, ObjectionState.ACCEPTED, objection.answer, number, decider, at)
    elif act.state in (ActState.REFUSED, ActState.WITHDRAWN):
        # Nothing was decided: it waits for another answer.
        objection.act, objection.answer = None, ""
        objection.save(update_fields=["act", "answer"])


def end(
    objection: Objection,
    state: ObjectionState,
    answer: str,
    decision_number: str,
    actor: User,
    at: datetime,
) -> None:
    """Write how an objection was decided; the debt is no longer disputed."""
    check_move(OBJECTION_MOVES, ObjectionState(objection.state), state)
    objection.state, objection.answer = state, answer.strip()
    objection.decision_number = decision_number.strip()
    objection.decided_by, objection.decided_at = actor, at
    objection.save(update_fields=["state", "answer", "decision_number", "decided_by", "decided_at"])
    lift(objection, actor, at)
    record(
        f"revenue.objection.{state.value}",
        objection,
        actor=actor,
        at=at,
        on_behalf_of=objection.party_id,
        note=answer,
    )


def lift(objection: Objection, actor: User, at: datetime) -> None:
    """End the dispute over a debt."""
    lift_hold(
        source=Source(SOURCE, objection.code),
        last=athens_day(at),
        reason=str(_("The objection is decided")),
        actor=actor,
        at=at,
    )
