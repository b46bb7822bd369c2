"""What an act does to debts, credits and books: planned first, shown so, and written so.

The same plan stands on the page before the decision and is made anew, under locks, when the act
is carried out; what no longer fits is refused there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from backoffice.kernel.dates import DateRange
from backoffice.kernel.money import ZERO, cents
from backoffice.ledger.services import LineSpec
from backoffice.revenue.act_states import FRUITLESS, ActKind
from backoffice.revenue.models import (
    Charge,
    ChargeKind,
    Credit,
    LimitationEvent,
)
from backoffice.revenue.positions import Grown, Position, positions_of, regimes_of
from backoffice.revenue.queries.figures import (
    FRUITLESS_YEARS,
    MONTHS_AFTER_ARRANGEMENT,
    law_figure,
    whole_figures,
)
from backoffice.revenue.rules import Regime
from backoffice.revenue.rules.limitation import Clock, Deadline, Event, collect_until
from backoffice.revenue.states import ChargeState, HoldKind
from theme.formatting import euro

from .act_errors import ActDoesNotFit, CauseUnfit
from .counter import unspent
from .errors import NotLapsed
from .given_interest import Overpaid, overpaid, plan_of
from .reductions import reduced
from .relief import Plan, PriorYear, credit_account

#: Payables for other expenditure (ΠΔ 54/2018, παράρτημα 1): owed until the bank has paid.
PAYABLES = "58701"


@dataclass(frozen=True, slots=True)
class Item:
    """What is to become less, and by how many euros; none for as much as there is."""

    charge_id: int | None = None
    credit_id: int | None = None
    amount: Decimal | None = None


@dataclass(slots=True)
class Ground:
    """The rows of an act as they are now; amounts in euros."""

    day: date
    positions: dict[int, Position]
    credits: dict[int, Credit]
    regimes: dict[int, Grown]
    reduced: dict[int, Decimal]
    account: str
    taken: dict[int, Decimal] = field(default_factory=dict)

    def regime(self, position: Position) -> Regime | None:
        """Return how a debt grows."""
        late = self.regimes.get(position.regime_id or 0)
        return late.regime if late else None

    def left_of(self, credit: Credit) -> Decimal:
        """Return what a credit still holds after the items before."""
        return unspent(credit) - self.taken.get(credit.pk, ZERO)


@dataclass(frozen=True, slots=True)
class Effect:
    """What one item does; amounts in euros.

    :ivar bound: the most that the row can give
    :ivar waived: the surcharge that goes with a debt taken off whole
    :ivar expenses: the costs of collecting it, which go too
    :ivar plan: what is taken off a debt, with its entry in the books
    :ivar value_on: the day from which it counts
    :ivar overpaid: the surcharge that was paid on what was not owed
    :ivar interest: how that surcharge is given back
    """

    amount: Decimal
    bound: Decimal
    value_on: date
    position: Position | None = None
    credit: Credit | None = None
    waived: Decimal = ZERO
    expenses: Decimal = ZERO
    plan: Plan | None = None
    overpaid: Overpaid | None = None
    interest: Plan | None = None

    @property
    def left(self) -> Decimal:
        """What is left of the row."""
        return self.bound - self.amount

    @property
    def party_id(self) -> int:
        """Whom it concerns."""
        if self.position is not None:
            return self.position.debtor_id
        assert self.credit is not None
        return self.credit.party_id

    def lines(self) -> list[LineSpec]:
        """Return what the books will say."""
        if self.plan is not None:
            plans = [plan for plan in (self.plan, self.interest) if plan]
            return [line for plan in plans for line in (*plan.assessed(), *plan.moved())]
        if self.credit is not None and self.position is None:
            return payable_lines(self.credit, self.amount)
        return []


def payable_lines(credit: Credit, amount: Decimal) -> list[LineSpec]:
    """Return the lines by which a credit kept becomes something that is to be paid."""
    return [
        LineSpec(credit.account, amount, 0, "", credit.party_id),
        LineSpec(PAYABLES, 0, amount, "", credit.party_id),
    ]


def lock_rows(items: Sequence[Item]) -> None:
    """Lock the debts of items, then their credits, in the order in which payments lock them."""
    charges = [item.charge_id for item in items if item.charge_id]
    kept = [item.credit_id for item in items if item.credit_id]
    list(Charge.objects.select_for_update(no_key=True).filter(pk__in=charges).order_by("pk"))
    list(Credit.objects.select_for_update(no_key=True).filter(pk__in=kept).order_by("pk"))


def ground_of(items: Sequence[Item], day: date) -> Ground:
    """Read the rows of items as they are."""
    charges = [item.charge_id for item in items if item.charge_id]
    kept = [item.credit_id for item in items if item.credit_id]
    found = positions_of(charges)
    return Ground(
        day,
        found,
        Credit.objects.prefetch_related("uses").in_bulk(kept),
        regimes_of(found.values(), day),
        reduced(charges),
        credit_account(),
    )


def planned(kind: str, cause: str, items: Sequence[Item], ground: Ground) -> list[Effect]:
    """Return what an act would do to its rows as they are; writes nothing.

    :raises ActDoesNotFit: if a row does not hold that much, or is not open to such an act
    :raises CauseUnfit: if the law's years have not passed
    """
    plan = PLANS[ActKind(kind)]
    effects = []
    for item in items:
        effect = plan(item, ground, cause)
        _check(effect)
        if effect.credit is not None:
            taken = ground.taken.get(effect.credit.pk, ZERO)
            ground.taken[effect.credit.pk] = taken + effect.amount
        effects.append(effect)
    return effects


def _check(effect: Effect) -> None:
    if effect.amount <= 0 or effect.amount != cents(effect.amount):
        raise ActDoesNotFit(_("Enter an amount above zero with at most two decimals."))
    if effect.left < 0:
        raise ActDoesNotFit(
            _(
                "%(row)s holds %(bound)s now, and the act is for %(amount)s. "
                "Withdraw it and propose it anew for what is left."
            )
            % {
                "row": name_of(effect),
                "bound": euro(effect.bound),
                "amount": euro(effect.amount),
            }
        )


def name_of(effect: Effect) -> str:
    """Return what an item is about, for a message."""
    if effect.position is not None:
        return effect.position.label
    assert effect.credit is not None
    return str(_("The credit of %(day)s") % {"day": f"{effect.credit.booked_on:%d/%m/%Y}"})


def _amount(item: Item, bound: Decimal, name: str) -> Decimal:
    if item.amount is not None:
        return item.amount
    if bound <= 0:
        raise ActDoesNotFit(_("There is nothing left of %(row)s.") % {"row": name})
    return bound


def _debt(item: Item, ground: Ground) -> Position:
    position = ground.positions.get(item.charge_id or 0)
    if position is None:
        raise ActDoesNotFit(_("There is no such debt. Go back to the list and choose one."))
    return position


def _open_debt(item: Item, ground: Ground) -> Position:
    position = _debt(item, ground)
    if position.state != ChargeState.OPEN:
        raise ActDoesNotFit(
            _("%(number)s is not open any more. Withdraw the act.") % {"number": position.label}
        )
    return position


def _written_off(item: Item, ground: Ground, cause: str) -> Effect:
    position = _open_debt(item, ground)
    if cause in FRUITLESS:
        _check_years(position, ground.day)
    bound = position.principal_open
    amount = _amount(item, bound, position.label)
    waived = costs = ZERO
    if amount == bound:
        waived = position.surcharge_open(ground.regime(position), ground.day)
        costs = position.expenses_open
    plan = _plan(position, amount, amount, ground, costs=costs, value_on=ground.day)
    return Effect(amount, bound, ground.day, position, waived=waived, expenses=costs, plan=plan)


def _check_years(position: Position, day: date) -> None:
    """Refuse what the law writes off only after years of fruitless collection."""
    first_year = position.on.year + int(law_figure(FRUITLESS_YEARS, day)) + 1
    if day.year < first_year:
        raise CauseUnfit(
            _(
                "%(number)s was certified in %(year)s: this cause holds from 1/1/%(first)s. "
                "Choose another cause or wait."
            )
            % {"number": position.label, "year": position.on.year, "first": first_year}
        )


def _lapsed(item: Item, ground: Ground, cause: str) -> Effect:
    effect = _written_off(item, ground, cause)
    assert effect.position is not None
    deadline = deadline_of(effect.position)
    if not deadline.has_passed(ground.day):
        raise NotLapsed(
            _("%(number)s has not lapsed: it can be collected until %(last)s.")
            % {
                "number": effect.position.label,
                "last": f"{deadline.last:%d/%m/%Y}" if deadline.last else "…",
            }
        )
    return effect


def deadline_of(position: Position) -> Deadline:
    """Return until when a debt can be collected (ΚΔΚ άρθρο 166Α)."""
    years = ChargeKind.objects.values_list("collect_years", flat=True).get(pk=position.kind_id)
    events = LimitationEvent.objects.filter(charge=position.charge_id).order_by("on")
    arranged = [hold for hold in position.holds if hold.kind == HoldKind.ARRANGED]
    return collect_until(
        Clock(
            position.on,
            years,
            tuple(Event(event.kind, event.on) for event in events),
            tuple(DateRange(hold.first, hold.last) for hold in arranged),
            whole_figures(MONTHS_AFTER_ARRANGEMENT) if arranged else (),
        )
    )


def _corrected(item: Item, ground: Ground, cause: str) -> Effect:
    position = _debt(item, ground)
    if position.state == ChargeState.CANCELLED:
        raise ActDoesNotFit(
            _("%(number)s is cancelled. There is nothing to correct.") % {"number": position.label}
        )
    bound = position.principal - ground.reduced.get(position.charge_id, ZERO)
    amount = _amount(item, bound, position.label)
    open_part = min(amount, position.principal_open)
    costs = position.expenses_open if amount == bound else ZERO
    plan = _plan(position, amount, open_part, ground, costs=costs)
    found = overpaid(position, bound - amount, ground.regime(position))
    back = plan_of(position, found, ground.day, ground.account) if found else None
    return Effect(
        amount,
        bound,
        position.on,
        position,
        expenses=costs,
        plan=plan,
        overpaid=found,
        interest=back,
    )


def _plan(
    position: Position,
    amount: Decimal,
    open_part: Decimal,
    ground: Ground,
    *,
    costs: Decimal,
    value_on: date | None = None,
) -> Plan:
    """Return R15 for a charge of this year, R16 and R17 for one of a past year."""
    made = Plan if position.on.year == ground.day.year else PriorYear
    # The expenses go before it, so that nothing is left open.
    position = replace(position, expenses=position.expenses - costs)
    parts = ((position, open_part),) if open_part else ()
    return made(
        position,
        position.debtor_id,
        amount,
        parts,
        amount - open_part,
        ground.account,
        value_on,
        ChargeState.WRITTEN_OFF,
    )


def _waived(item: Item, ground: Ground, cause: str) -> Effect:
    position = _open_debt(item, ground)
    bound = position.surcharge_open(ground.regime(position), ground.day)
    amount = _amount(item, bound, position.label)
    return Effect(amount, bound, ground.day, position)


def _credit(item: Item, ground: Ground) -> Credit:
    credit = ground.credits.get(item.credit_id or 0)
    if credit is None or credit.of_id is not None:
        raise ActDoesNotFit(_("There is no such credit. Go back to the credits and choose one."))
    return credit


def _refunded(item: Item, ground: Ground, cause: str) -> Effect:
    credit = _credit(item, ground)
    bound = ground.left_of(credit)
    amount = _amount(item, bound, f"{credit.booked_on:%d/%m/%Y}")
    return Effect(amount, bound, ground.day, credit=credit)


def _set_off(item: Item, ground: Ground, cause: str) -> Effect:
    credit, position = _credit(item, ground), _open_debt(item, ground)
    if credit.party_id != position.debtor_id:
        raise ActDoesNotFit(_("A credit pays the debts of its own debtor only. Choose another."))
    # ν.4978/2022 άρθρο 75: both are extinguished from the day on which they coexisted.
    day = max(credit.booked_on, position.on)
    bound = min(ground.left_of(credit), position.owed(ground.regime(position), day).total)
    amount = _amount(item, bound, position.label)
    return Effect(amount, bound, day, position, credit)


PLANS: dict[ActKind, Callable[[Item, Ground, str], Effect]] = {
    ActKind.WRITE_OFF: _written_off,
    ActKind.LAPSE: _lapsed,
    ActKind.CORRECTION: _corrected,
    ActKind.WAIVER: _waived,
    ActKind.REFUND: _refunded,
    ActKind.SET_OFF: _set_off,
}
