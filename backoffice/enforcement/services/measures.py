"""Verbs of measures: proposed by one, decided by another, carried out, lifted."""

from collections.abc import Collection
from datetime import date, datetime

from django.core.files import File
from django.db import transaction

from backoffice.audit.services import record
from backoffice.documents import services as documents
from backoffice.enforcement.errors import (
    BelowFloor,
    DebtHeld,
    MeasureTooEarly,
    NobodyChosen,
    ProofMissing,
    ReasonMissing,
    SamePerson,
    WrongDay,
)
from backoffice.enforcement.models import Measure, MeasureCharge, NoticeLine
from backoffice.enforcement.queries.ladder import debts_on_ladder
from backoffice.enforcement.queries.law import figures_on
from backoffice.enforcement.rules import (
    ChargeFacts,
    Figures,
    Step,
    measures_allowed,
    measures_from,
    step_of,
)
from backoffice.enforcement.rules.ladder import WITHOUT_NOTICE
from backoffice.enforcement.states import (
    MEASURE_MOVES,
    MeasureKind,
    MeasureState,
    NoticeState,
)
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.counters import next_number
from backoffice.kernel.dates import athens_day
from backoffice.kernel.money import ZERO
from backoffice.kernel.states import check_move
from backoffice.revenue.queries import holds_of
from backoffice.revenue.services import interrupt_limitation

SERIES = "enforcement:measure"


@transaction.atomic
def propose_measure(
    *,
    debtor_id: int,
    charge_ids: Collection[int],
    kind: str,
    target: str,
    actor: User,
    at: datetime,
) -> Measure:
    """Propose a measure for overdue debts that the law lets it be taken for.

    :param target: what is seized, and in whose hands
    :raises NobodyChosen: if none of the debts is overdue and the debtor's
    :raises DebtHeld: if one of them is arranged, suspended or disputed
    :raises MeasureTooEarly: if the measure needs an overdue notice whose days have not passed
    :raises BelowFloor: if the debt is too small for it
    """
    today, chosen = athens_day(at), MeasureKind(kind)
    figures = figures_on(today)
    found = debts_on_ladder(on=today, debtor_ids=[debtor_id])
    overdue = found[0][0].charges if found else ()
    facts = [charge for charge in overdue if charge.charge_id in set(charge_ids)]
    if not facts:
        raise NobodyChosen
    _check_held(facts)
    _check_ripe(chosen, facts, figures, today)
    total = sum((charge.amount for charge in overdue if not charge.hold), ZERO)
    if chosen not in measures_allowed(total, figures):
        raise BelowFloor(chosen.label)
    measure = Measure(
        year=today.year,
        debtor_id=debtor_id,
        kind=chosen,
        target=target.strip()[:400],
        amount=sum((charge.amount for charge in facts), ZERO),
        grounds=_grounds(facts, figures, today),
        proposed_by=actor,
        proposed_at=at,
    )
    measure.number = next_number(SERIES, today.year)
    measure.save(force_insert=True)
    MeasureCharge.objects.bulk_create(_lines(measure, facts))
    after = {"kind": kind, "amount": measure.amount}
    record("enforcement.measure.proposed", measure, actor=actor, at=at, after=after)
    return measure


def _check_held(facts: Collection[ChargeFacts]) -> None:
    held = [str(charge.charge_id) for charge in facts if charge.hold]
    if held:
        raise DebtHeld(", ".join(held))


def _check_ripe(
    kind: MeasureKind, facts: Collection[ChargeFacts], figures: Figures, on: date
) -> None:
    if kind in WITHOUT_NOTICE:
        return
    ripe = {Step.MEASURES, Step.MEASURE_OPEN}
    early = [c for c in facts if step_of(c, figures, on)[0] not in ripe or _waits(c, figures, on)]
    if early:
        raise MeasureTooEarly(", ".join(str(charge.charge_id) for charge in early))


def _waits(charge: ChargeFacts, figures: Figures, on: date) -> bool:
    # A measure in third hands may have come first; the days of the others must still pass.
    served = charge.overdue_served_on
    return served is None or measures_from(served, figures) > on


def _grounds(facts: Collection[ChargeFacts], figures: Figures, on: date) -> dict[str, object]:
    return {
        "on": on.isoformat(),
        "wait_days": figures.wait_days,
        "debts": [
            {
                "charge": charge.charge_id,
                "amount": str(charge.amount),
                "due_on": charge.due_on.isoformat(),
                "served_on": charge.overdue_served_on.isoformat()
                if charge.overdue_served_on
                else "",
            }
            for charge in facts
        ],
    }


def _lines(measure: Measure, facts: Collection[ChargeFacts]) -> list[MeasureCharge]:
    served = NoticeLine.objects.filter(
        charge_id__in=[charge.charge_id for charge in facts],
        notice__kind="overdue",
        notice__state=NoticeState.SERVED,
    ).order_by("-notice__served_on")
    notices = {line.charge_id: line.notice_id for line in served}
    return [
        MeasureCharge(
            measure=measure,
            charge_id=charge.charge_id,
            notice_id=notices.get(charge.charge_id),
            amount=charge.amount,
        )
        for charge in facts
    ]


def _locked(measure_id: int) -> Measure:
    return Measure.objects.select_for_update(no_key=True).get(pk=measure_id)


@transaction.atomic
def decide_measure(
    *, measure_id: int, verdict: str, decision: str, reason: str = "", actor: User, at: datetime
) -> Measure:
    """Approve or refuse a proposed measure; whoever proposed it does not decide.

    :param verdict: `approved` or `refused`
    :param decision: the number of the decision, for an approval
    :raises SamePerson: if the actor proposed it
    :raises ReasonMissing: if a refusal gives no reason, or an approval no number
    :raises IllegalMove: if it was decided before
    """
    measure = _locked(measure_id)
    new = MeasureState(verdict)
    check_move(MEASURE_MOVES, MeasureState(measure.state), new)
    if measure.proposed_by_id == actor.pk:
        raise SamePerson
    wanted = decision if new == MeasureState.APPROVED else reason
    if not wanted.strip():
        raise ReasonMissing
    measure.state, measure.decided_by, measure.decided_at = new, actor, at
    measure.decision, measure.reason = decision.strip()[:80], reason.strip()[:400]
    measure.save()
    after = {"decision": measure.decision}
    record(
        f"enforcement.measure.{new.value}", measure, actor=actor, at=at, after=after, note=reason
    )
    return measure


@transaction.atomic
def take_measure(
    *, measure_id: int, on: date, proof: File[bytes] | None, actor: User, at: datetime
) -> Measure:
    """Write down that an approved measure was carried out, with the report of it.

    :raises ProofMissing: without the report
    :raises WrongDay: if the day lies before the decision or ahead
    :raises DebtHeld: if a debt was arranged, suspended or disputed meanwhile
    :raises IllegalMove: if the measure is not approved
    """
    if proof is None:
        raise ProofMissing
    measure = _locked(measure_id)
    check_move(MEASURE_MOVES, MeasureState(measure.state), MeasureState.TAKEN)
    assert measure.decided_at is not None
    first, today = athens_day(measure.decided_at), athens_day(at)
    if not first <= on <= today:
        raise WrongDay(first, today)
    charge_ids = list(measure.charges.values_list("charge_id", flat=True))
    held = holds_of(charge_ids, on)
    if held:
        raise DebtHeld(", ".join(str(pk) for pk in held))
    name = proof.name or "report.pdf"
    measure.proof = documents.keep_file(content=proof, name=name, actor=actor, at=at)
    measure.state, measure.taken_on, measure.taken_by = MeasureState.TAKEN, on, actor
    measure.save()
    interrupt_limitation(
        charge_ids=charge_ids,
        kind="seizure",
        on=on,
        reference=f"{measure.get_kind_display()} {measure}, {measure.decision}",
        source=Source("enforcement.measure", measure.code),
        actor=actor,
        at=at,
    )
    record("enforcement.measure.taken", measure, actor=actor, at=at, after={"on": str(on)})
    return measure


@transaction.atomic
def lift_measure(*, measure_id: int, reason: str, actor: User, at: datetime) -> Measure:
    """Lift a measure, because the debt was paid or arranged, or by decision.

    :raises ReasonMissing: without a reason
    :raises IllegalMove: if it was not taken, or lifted before
    """
    if not reason.strip():
        raise ReasonMissing
    measure = _locked(measure_id)
    check_move(MEASURE_MOVES, MeasureState(measure.state), MeasureState.LIFTED)
    measure.state, measure.lifted_on = MeasureState.LIFTED, athens_day(at)
    measure.lifted_by, measure.lift_reason = actor, reason.strip()[:400]
    measure.save()
    record("enforcement.measure.lifted", measure, actor=actor, at=at, note=measure.lift_reason)
    return measure
