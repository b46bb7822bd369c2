"""A running arrangement: its instalments, their charges, its end."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backoffice.arrangements import rules, tasks
from backoffice.arrangements.asking import Payable, payable_now, payoff
from backoffice.arrangements.errors import NotRunning, ReasonMissing
from backoffice.arrangements.models import ArrangedDebt, Arrangement, Instalment
from backoffice.arrangements.progress import (
    INTEREST,
    LATE,
    SOURCE,
    Raised,
    Standing,
    standing_of,
)
from backoffice.arrangements.states import MOVES, STATED, ArrangementState, Cause
from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.kernel.money import ZERO
from backoffice.kernel.queries import legal_calendar
from backoffice.kernel.states import check_move
from backoffice.revenue import queries as revenue_queries
from backoffice.revenue import services as revenue

HOLDER = "arrangements.arrangement"


def begin(arrangement: Arrangement, actor: User | None, at: datetime) -> None:
    """Let an arrangement run from today: write its instalments, once and for all."""
    on = athens_day(at)
    check_move(MOVES, ArrangementState(arrangement.state), ArrangementState.RUNNING)
    arrangement.state, arrangement.started_on = ArrangementState.RUNNING, on
    arrangement.confirmed_at = at
    arrangement.save(update_fields=["state", "started_on", "confirmed_at", "approved_by", "note"])
    parts = _schedule(arrangement, on)
    Instalment.objects.bulk_create(
        Instalment(
            arrangement=arrangement,
            number=part.number,
            due_on=part.due_on,
            capital=part.capital,
            interest=part.interest,
        )
        for part in parts
    )
    record(
        "arrangements.arrangement.confirmed",
        arrangement,
        actor=actor,
        at=at,
        on_behalf_of=arrangement.debtor_id,
        after={"first": parts[0].due_on, "last": parts[-1].due_on, "rate": arrangement.rate},
    )


def _schedule(arrangement: Arrangement, on: date) -> list[rules.Part]:
    calendar, terms = legal_calendar(), arrangement.terms
    if hasattr(arrangement, "taken_over"):
        return rules.schedule_left(
            arrangement.capital,
            arrangement.parts,
            first_due=arrangement.taken_over.next_due,
            calendar=calendar,
        )
    return rules.schedule(
        arrangement.capital,
        arrangement.parts,
        monthly=arrangement.rate / rules.MONTHS,
        start=on,
        first_within=terms.first_within,
        calendar=calendar,
        together=terms.second_together if arrangement.follows_id else 1,
    )


def locked(arrangement_id: int) -> Arrangement:
    """Lock an arrangement, then its debts against payments."""
    arrangement = (
        Arrangement.objects.select_for_update(of=("self",), no_key=True)
        .select_related("terms__scheme")
        .get(pk=arrangement_id)
    )
    ids = ArrangedDebt.objects.filter(arrangement=arrangement).values_list("charge_id", flat=True)
    revenue.lock_charges(list(ids))
    return arrangement


@transaction.atomic
def ask_next(*, arrangement_id: int, actor: User | None, at: datetime) -> Payable:
    """Raise the interest of what is to be paid now, and return all of it; again adds nothing.

    What is due, or else the next instalment, over the oldest debts first.

    :raises NotRunning: if the arrangement does not run
    """
    arrangement, standing = _running(arrangement_id)
    on = athens_day(at)
    wanted = rules.next_parts(standing.statuses, on)
    numbers = [status.part.number for status in wanted]
    if raise_interest(standing, numbers, on, actor, at):
        _note_charges(arrangement, actor, at)
    return payable_now(arrangement, on)


@transaction.atomic
def collect(*, code: str, at: datetime) -> list[tuple[int, Decimal]]:
    """Raise the interest of what is due, and return the charges to collect with the euros.

    :param code: the arrangement's public code
    :return: nothing if it does not run any more
    """
    found = Arrangement.objects.filter(code=code, state=ArrangementState.RUNNING).first()
    if found is None:
        return []
    asked = ask_next(arrangement_id=found.pk, actor=None, at=at)
    debts = revenue_queries.debts_of([found.debtor_id], athens_day(at))
    ids = {debt.code: debt.charge_id for debt in debts}
    return [(ids[code], amount) for code, amount in asked.items]


@transaction.atomic
def ask_rest(*, arrangement_id: int, actor: User | None, at: datetime) -> Payable:
    """Raise the interest of the month that runs, and return everything left to be paid at once.

    The interest of later months is never raised once nothing is open.

    :raises NotRunning: if the arrangement does not run
    """
    arrangement, standing = _running(arrangement_id)
    on = athens_day(at)
    due = [row.number for row in standing.rows if row.due_on <= on]
    ahead = [row.number for row in standing.rows if row.due_on > on][:1]
    if raise_interest(standing, due + ahead, on, actor, at):
        _note_charges(arrangement, actor, at)
    return payoff(arrangement, on)


def _note_charges(arrangement: Arrangement, actor: User | None, at: datetime) -> None:
    record("arrangements.instalment.charged", arrangement, actor=actor, at=at)


def _running(arrangement_id: int) -> tuple[Arrangement, Standing]:
    arrangement = locked(arrangement_id)
    if arrangement.state != ArrangementState.RUNNING:
        raise NotRunning(_("This arrangement does not run. See where it stands."))
    return arrangement, standing_of(arrangement)


def raise_interest(
    standing: Standing, numbers: Sequence[int], on: date, actor: User | None, at: datetime
) -> int:
    """Raise the interest of instalments that have none yet; return how many were raised."""
    arrangement, made = standing.arrangement, 0
    monthly = arrangement.rate / rules.MONTHS
    for row in standing.rows:
        has = any(not one.is_late_fee for one in standing.raised_for(row.number))
        if row.number not in numbers or has or not row.interest:
            continue
        before = [r.due_on for r in standing.rows if r.number < row.number]
        open_capital = standing.open_on(min(max(before, default=on), on))
        amount = rules.interest_due(row.interest, open_capital, monthly)
        if amount > 0:
            _charge(arrangement, row, INTEREST, "interest", amount, open_capital, on, actor, at)
            made += 1
    return made


def _charge(
    arrangement: Arrangement,
    row: Instalment,
    kind: str,
    purpose: str,
    amount: Decimal,
    base: Decimal,
    on: date,
    actor: User | None,
    at: datetime,
) -> None:
    late = kind == LATE
    revenue.raise_charge(
        kind=kind,
        facts={
            "amount": amount,
            "open": base,
            "rate": arrangement.terms.late_share if late else arrangement.rate,
            "number": row.number,
            "basis": arrangement.terms.legal_basis,
        },
        debtor_id=arrangement.debtor_id,
        source=Source(SOURCE, str(row.pk)),
        purpose=purpose,
        period=f"{row.due_on:%Y-%m}",
        on=on,
        due_on=max(on, row.due_on) if late else row.due_on,
        actor=actor,
        at=at,
    )


def raise_late_fees(standing: Standing, by: date, actor: User | None, at: datetime) -> int:
    """Raise the surcharges of instalments not paid on their day, and cancel those undeserved.

    A payment ordered on time may be reported days later; what was raised meanwhile and carries no
    money is cancelled.
    """
    arrangement, done = standing.arrangement, 0
    terms, on = arrangement.terms, athens_day(at)
    for row, status in zip(standing.rows, standing.statuses, strict=True):
        fees = rules.late_fees(
            status.part, status.paid_on, by, terms.late_share, monthly=terms.late_every_month
        )
        known = [one for one in standing.raised_for(row.number) if one.is_late_fee]
        for index, fee in enumerate(fees[len(known) :], len(known) + 1):
            purpose = f"late-{index}"
            _charge(arrangement, row, LATE, purpose, fee, status.part.amount, on, actor, at)
            done += 1
        if status.paid_on is not None:
            done += cancel_untouched(known[len(fees) :], "Η δόση πληρώθηκε εμπρόθεσμα", actor, at)
    return done


def cancel_untouched(
    raised: Sequence[Raised], reason: str, actor: User | None, at: datetime
) -> int:
    """Cancel charges of an arrangement that carry no money; return how many."""
    empty = [one for one in raised if one.credited == ZERO and one.charge.state == "open"]
    for one in empty:
        revenue.cancel_charge(charge_id=one.charge.id, reason=reason, actor=actor, at=at)
    return len(empty)


def complete(standing: Standing, at: datetime) -> None:
    """End an arrangement that was paid in full; its debts owe nothing any more."""
    arrangement, on = standing.arrangement, athens_day(at)
    _end(arrangement, ArrangementState.COMPLETED, on)
    revenue.lift_hold(
        source=Source(HOLDER, arrangement.code),
        last=max(on, _first_held(arrangement)),
        reason=f"Εξοφλήθηκε η ρύθμιση {arrangement}",
        actor=None,
        at=at,
    )
    record("arrangements.arrangement.completed", arrangement, actor=None, at=at)


def lose(standing: Standing, cause: Cause, note: str, actor: User | None, at: datetime) -> None:
    """End an arrangement that was lost: the debts grow as if it had never stood.

    What was paid stays credited; interest and surcharges of instalments that carry no money are
    cancelled, because the late payment interest counts for the same days.
    """
    arrangement, on = standing.arrangement, athens_day(at)
    arrangement.cause, arrangement.note = cause, note[:400]
    _end(arrangement, ArrangementState.LOST, on)
    revenue.void_hold(
        source=Source(HOLDER, arrangement.code),
        reason=f"Απώλεια ρύθμισης {arrangement}: {cause.label}",
        actor=actor,
        at=at,
    )
    cancel_untouched(standing.raised, f"Απώλεια ρύθμισης {arrangement}", actor, at)
    record(
        "arrangements.arrangement.lost",
        arrangement,
        actor=actor,
        at=at,
        on_behalf_of=arrangement.debtor_id,
        after={"cause": cause, "paid": standing.covered},
        note=note,
    )
    tasks.mail_loss.defer(arrangement_id=arrangement.pk)


def _first_held(arrangement: Arrangement) -> date:
    return arrangement.applied_on + timedelta(days=1)


def _end(arrangement: Arrangement, state: ArrangementState, on: date) -> None:
    check_move(MOVES, ArrangementState(arrangement.state), state)
    arrangement.state, arrangement.ended_on = state, on
    arrangement.save(update_fields=["state", "ended_on", "cause", "note"])
    release(arrangement, on)


def release(arrangement: Arrangement, on: date) -> None:
    """Let the debts of an arrangement be arranged again."""
    ArrangedDebt.objects.filter(arrangement=arrangement, released_on=None).update(released_on=on)


@transaction.atomic
def revoke(
    *, arrangement_id: int, cause: str, reason: str, actor: User | None, at: datetime
) -> Arrangement:
    """Declare an arrangement lost for a cause that an officer states, with the reason.

    Legal source: ν.4152/2013 Α.2.

    :param cause: tax returns not filed, new debts not kept up, or false data
    :raises NotRunning: if it does not run
    :raises ReasonMissing: if no reason or no such cause is given
    """
    if not reason.strip() or cause not in STATED:
        raise ReasonMissing(_("State the cause and the reason; they stay with the arrangement."))
    arrangement, standing = _running(arrangement_id)
    lose(standing, Cause(cause), reason, actor, at)
    return arrangement
