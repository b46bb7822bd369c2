"""How an approved act is written: reductions, waivers, payables and set-offs."""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal

from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.kernel.money import ZERO
from backoffice.ledger import services as ledger
from backoffice.revenue.act_states import REDUCING, ActKind
from backoffice.revenue.models import Act, Allocation, Credit, Expense
from backoffice.revenue.states import Component

from . import relief
from .act_effects import Effect, payable_lines
from .counter import spend
from .expenses import take_back_expenses
from .given_interest import give_late, give_overpaid, late_refund

SOURCE = "revenue.act"


def carry(act: Act, effects: Sequence[Effect], actor: User, at: datetime) -> None:
    """Write what an act does, item by item."""
    write = WRITERS[ActKind(act.kind)]
    for place, effect in enumerate(effects, 1):
        write(act, f"{act.code}:{place}", effect, actor, at)


def _reduce(act: Act, name: str, effect: Effect, actor: User, at: datetime) -> None:
    assert effect.plan is not None
    assert effect.position is not None
    if effect.expenses:
        _drop_expenses(act, effect, actor, at)
    period = effect.position.period
    relief.write(effect.plan, Source(SOURCE, name), period, _words(act), actor, at)
    if effect.waived:
        _waiver(act, effect, effect.waived, at)
    if effect.overpaid and effect.interest:
        give_overpaid(
            effect.position, effect.overpaid, effect.interest, act, name, _words(act), actor, at
        )


def _drop_expenses(act: Act, effect: Effect, actor: User, at: datetime) -> None:
    """Take back what it cost to collect a debt that is gone."""
    assert effect.position is not None
    costs = Expense.objects.filter(charge=effect.position.charge_id, of=None, taken_back_by=None)
    for cost in costs:
        take_back_expenses(expense_id=cost.pk, reason=_words(act), actor=actor, at=at)


def _words(act: Act) -> str:
    number = f"{act.get_organ_display()} {act.decision_number}"
    return f"{act.get_kind_display()}, {number}"[:400]


def _waive(act: Act, name: str, effect: Effect, actor: User, at: datetime) -> None:
    _waiver(act, effect, effect.amount, at)


def _waiver(act: Act, effect: Effect, amount: Decimal, at: datetime) -> None:
    assert effect.position is not None
    today = athens_day(at)
    Allocation.objects.create(
        charge_id=effect.position.charge_id,
        act=act,
        component=Component.INTEREST,
        amount=amount,
        value_on=today,
        booked_on=today,
    )


def _owe(act: Act, name: str, effect: Effect, actor: User, at: datetime) -> None:
    assert effect.credit is not None
    entry = ledger.post(
        journal="GEN",
        on=athens_day(at),
        lines=payable_lines(effect.credit, effect.amount),
        source=Source(SOURCE, name),
        purpose="refund",
        text=_words(act)[:240],
        actor=actor,
        at=at,
    )
    _use(act, name, effect, entry.pk, at)
    tree = late_refund(effect.amount, act, athens_day(at))
    if tree is not None and tree.amount:
        give_late(act, effect.credit, tree, name, actor, at)


def _use(act: Act, name: str, effect: Effect, entry_id: int, at: datetime) -> None:
    assert effect.credit is not None
    Credit.objects.create(
        party_id=effect.credit.party_id,
        of=effect.credit,
        act=act,
        account=effect.credit.account,
        amount=ZERO - effect.amount,
        booked_on=athens_day(at),
        reason=_words(act),
        reference=name,
        entry_id=entry_id,
    )


def _set_off(act: Act, name: str, effect: Effect, actor: User, at: datetime) -> None:
    assert effect.credit is not None
    assert effect.position is not None
    receipt = spend(
        effect.credit,
        effect.position.charge_id,
        effect.amount,
        key=f"act-{name}",
        value_on=effect.value_on,
        actor=actor,
        at=at,
    )
    _use(act, name, effect, receipt.entry_id, at)


Writer = Callable[[Act, str, Effect, User, datetime], None]
WRITERS: dict[ActKind, Writer] = {
    **dict.fromkeys(REDUCING, _reduce),
    ActKind.WAIVER: _waive,
    ActKind.REFUND: _owe,
    ActKind.SET_OFF: _set_off,
}
