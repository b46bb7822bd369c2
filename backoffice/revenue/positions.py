"""Where debts stand: one statement reads everything that a balance or a payment needs.

Services read positions after they locked the charges; queries read them as they are.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol, cast

from django.db import connection

from backoffice.kernel.calendar import LegalCalendar
from backoffice.kernel.explanation import Node
from backoffice.kernel.money import ZERO

from .models import SurchargeRate
from .rules import (
    Early,
    Owed,
    Payable,
    RatePeriod,
    Regime,
    Still,
    Unit,
    charge_number,
    early_node,
    early_reduction,
    last_early_day,
    surcharge,
    surcharge_amount,
    without_interest,
)
from .states import STOPS_SURCHARGE, ChargeState, Component, ExemptionCause, HoldKind

FIELDS = (
    "charge_id",
    "code",
    "year",
    "series",
    "number",
    "kind_id",
    "debtor_id",
    "source_kind",
    "source_id",
    "period",
    "on",
    "due_on",
    "principal",
    "rf_code",
    "state",
    "entry_id",
    "kind_code",
    "kind_el",
    "kind_en",
    "ale",
    "receivable_account",
    "income_account",
    "regime_id",
    "surcharge_ale",
    "surcharge_receivable_account",
    "surcharge_income_account",
    "expenses_ale",
    "expenses_receivable_account",
    "expenses_income_account",
    "expenses",
)
# The law of the day of a deed holds for it: of a fine, of what was done without a licence.
DEED = """case when pg_input_is_valid(charge.facts->>'occurred_on', 'date')
            then (charge.facts->>'occurred_on')::date else charge."on" end"""
COLUMNS = f"""
    charge.id, charge.code, charge.year, charge.series, charge.number, charge.kind_id,
    charge.debtor_id,
    charge.source_kind, charge.source_id, charge.period, charge."on", charge.due_on,
    charge.principal, charge.rf_code, charge.state, charge.entry_id,
    kind.code, kind.name_el, kind.name_en, kind.ale, kind.receivable_account, kind.income_account,
    coalesce((select term.regime_id from revenue_payterm term
        where term.kind_id = charge.kind_id and {DEED}
            between term.valid_from and coalesce(term.valid_until, 'infinity')),
        kind.surcharge_regime_id), kind.surcharge_ale, kind.surcharge_receivable_account,
    kind.surcharge_income_account, kind.expenses_ale, kind.expenses_receivable_account,
    kind.expenses_income_account,
    (select coalesce(sum(amount), 0) from revenue_expense where charge_id = charge.id),
    (select jsonb_agg(jsonb_build_array(component, amount::text, value_on,
        relief_id is not null) order by id)::text
     from revenue_allocation where charge_id = charge.id),
    (select jsonb_agg(jsonb_build_array(kind, first, last) order by first, id)::text
     from revenue_hold where charge_id = charge.id and voided_at is null),
    (select coalesce(sum(waived), 0)
     from revenue_hold where charge_id = charge.id and voided_at is null),
    (select jsonb_agg(jsonb_build_array(cause, first, last) order by first, id)::text
     from revenue_exemption where party_id = charge.debtor_id and withdrawn_at is null),
    (select jsonb_build_array(rule.share::text, rule.days, rule.months,
        case when pg_input_is_valid(charge.facts->>'served_on', 'date')
            then (charge.facts->>'served_on')::date else charge."on" end,
        rule.legal_basis, (select jsonb_agg(day) from kernel_localholiday))::text
     from revenue_earlyrule rule where rule.kind_id = charge.kind_id and {DEED}
        between rule.valid_from and coalesce(rule.valid_until, 'infinity'))
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Held:
    """What stands on a charge from a day to a day."""

    kind: HoldKind
    first: date
    last: date | None

    def covers(self, day: date) -> bool:
        """Tell whether it stands on a day."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Position:
    """A charge with its kind and everything credited to it; amounts in euros."""

    charge_id: int
    code: str
    year: int
    series: str
    number: int
    kind_id: int
    debtor_id: int
    source_kind: str
    source_id: str
    period: str
    on: date
    due_on: date
    principal: Decimal
    rf_code: str
    state: str
    entry_id: int
    kind_code: str
    kind_el: str
    kind_en: str
    ale: str
    receivable_account: str
    income_account: str
    regime_id: int | None
    surcharge_ale: str
    surcharge_receivable_account: str
    surcharge_income_account: str
    expenses_ale: str
    expenses_receivable_account: str
    expenses_income_account: str
    expenses: Decimal
    credited: tuple[tuple[str, Decimal, date], ...] = field(default=())
    holds: tuple[Held, ...] = field(default=())
    # What an arrangement waives of the surcharge while it is not void.
    waived: Decimal = ZERO
    exempt: tuple[Still, ...] = field(default=())
    # What was taken off the debt itself, by whatever decision or rule.
    reduced: Decimal = ZERO
    surcharge_given: bool = False
    early: Early | None = None

    @property
    def expenses_open(self) -> Decimal:
        """What is left of the costs of collecting it; nothing once it is cancelled."""
        if self.state == ChargeState.CANCELLED:
            return ZERO
        return self.expenses - self.paid(Component.EXPENSES)

    @property
    def label(self) -> str:
        """Its number as everybody reads it."""
        return charge_number(self.series, self.number, self.year)

    @property
    def principal_open(self) -> Decimal:
        """What is left of the debt itself; nothing once it is cancelled."""
        if self.state == ChargeState.CANCELLED:
            return ZERO
        return self.principal - self.paid(Component.PRINCIPAL)

    def paid(self, component: Component) -> Decimal:
        """Return what was credited to a part of the debt."""
        if not self.credited:
            return ZERO
        return sum((a for part, a, _on in self.credited if part == component), ZERO)

    def surcharge_tree(self, regime: Regime | None, until: date) -> Node:
        """Return the surcharge from the due day until a day, paid or not, with its explanation."""
        return surcharge(self._payable(), regime, until)

    def surcharge_open(self, regime: Regime | None, until: date) -> Decimal:
        """Return the part of the surcharge that is not paid yet, in euros."""
        if self.state == ChargeState.CANCELLED or self.due_on >= until:
            return ZERO
        grown = surcharge_amount(self._payable(), regime, until)
        return max(ZERO, grown - self.paid(Component.INTEREST) - self.waived)

    def owed(self, regime: Regime | None, until: date) -> Owed:
        """Return what is open on a day, by its parts."""
        off = self.early_off(until)
        grown = self.surcharge_open(regime, until)
        return Owed(self.principal_open - off, grown, expenses=self.expenses_open, early=off)

    @property
    def certified(self) -> Decimal:
        """The debt itself, less what was taken off it."""
        return self.principal - self.reduced

    def early_off(self, until: date) -> Decimal:
        """Return what is not to be paid if all the rest is paid on a day.

        Whoever arranges a debt does not pay it early.
        """
        early = self.early
        if early is None or until > early.last or HoldKind.ARRANGED in self.held_on(until):
            return ZERO
        return early_reduction(self.certified, early, self.principal_open)

    def early_tree(self, until: date) -> Node | None:
        """Return the reduction for early payment on a day; nothing where the law knows none."""
        if self.early is None or self.principal_open <= 0:
            return None
        return early_node(self.early_off(until), self.certified, self.early)

    def through_time(self) -> Payable:
        """Return the debt itself through time: what it was, and what was credited when."""
        return self._payable()

    def _payable(self) -> Payable:
        credited = [(on, a) for part, a, on in self.credited if part == Component.PRINCIPAL]
        return Payable(self.principal, self.due_on, tuple(credited), self._stills())

    def _stills(self) -> tuple[Still, ...]:
        if not self.holds:
            return self.exempt
        arranged = tuple(
            Still(hold.first, hold.last, "Σε ρύθμιση, χωρίς προσαύξηση", "Arranged, no surcharge")
            for hold in self.holds
            if hold.kind in STOPS_SURCHARGE
        )
        return arranged + self.exempt

    def held_on(self, day: date) -> tuple[HoldKind, ...]:
        """Return the kinds of what stands on the charge on a day."""
        return tuple(hold.kind for hold in self.holds if hold.covers(day))


@dataclass(frozen=True, slots=True)
class Grown:
    """A surcharge regime and the choice of the day that stops it."""

    regime: Regime
    counts_by: str


def position(row: Sequence[Any]) -> Position:
    """Return a position from the columns of `COLUMNS`."""
    # Most debts have nothing of these, and a page may show thousands.
    credited: tuple[tuple[str, Decimal, date], ...] = ()
    reduced, given = ZERO, False
    if row[len(FIELDS)]:
        found = json.loads(row[len(FIELDS)])
        credited = tuple((part, Decimal(a), date.fromisoformat(on)) for part, a, on, _off in found)
        off = [Decimal(a) for part, a, _on, off in found if off and part == Component.PRINCIPAL]
        reduced = sum(off, ZERO)
        given = any(off and part == Component.INTEREST for part, _a, _on, off in found)
    holds = tuple(
        Held(HoldKind(kind), first, last) for kind, first, last in _spans(row[len(FIELDS) + 1])
    )
    exempt = tuple(
        without_interest(ExemptionCause(cause), first, last)
        for cause, first, last in _spans(row[len(FIELDS) + 3])
    )
    facts = dict(zip(FIELDS, row, strict=False))
    waived = row[len(FIELDS) + 2]
    return Position(
        **facts,
        credited=credited,
        holds=holds,
        waived=waived,
        exempt=exempt,
        reduced=reduced,
        surcharge_given=given,
        early=_early(row[len(FIELDS) + 4]),
    )


def _early(text: str | None) -> Early | None:
    if not text:
        return None
    share, days, months, first, basis, holidays = json.loads(text)
    calendar = LegalCalendar(dict.fromkeys(map(date.fromisoformat, holidays or ()), ""))
    last = last_early_day(date.fromisoformat(first), days, months, calendar)
    return Early(Decimal(share), last, basis)


def _spans(text: str | None) -> list[tuple[str, date, date | None]]:
    if not text:
        return []
    return [
        (word, date.fromisoformat(first), date.fromisoformat(last) if last else None)
        for word, first, last in json.loads(text)
    ]


def positions(where: str, values: Sequence[Any], *, joins: str = "") -> list[Position]:
    """Read positions, the oldest due day first.

    :param where: a condition of ours over `charge` and `kind`, never text from outside
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {COLUMNS} from revenue_charge charge "  # noqa: S608
            f"join revenue_chargekind kind on kind.id = charge.kind_id {joins} "
            f"where {where} order by charge.due_on, charge.id",
            values,
        )
        return [position(row) for row in cursor.fetchall()]


def positions_of(charge_ids: Iterable[int]) -> dict[int, Position]:
    """Return the positions of charges by identifier."""
    found = positions("charge.id = any(%s)", [list(charge_ids)])
    return {position.charge_id: position for position in found}


class Growing(Protocol):
    """What can be late: its last day to pay, and the regime by which it grows then."""

    @property
    def regime_id(self) -> int | None:
        """The surcharge regime of its kind or of its deed's day, if there is one."""

    @property
    def due_on(self) -> date:
        """The last day to pay without surcharge."""


def regimes_of(found: Iterable[Growing], day: date) -> dict[int, Grown]:
    """Return the surcharge regimes of those positions that are late on a day."""
    late = {p.regime_id for p in found if p.regime_id and p.due_on < day}
    if not late:
        return {}
    rates = SurchargeRate.objects.filter(regime__in=late).select_related("regime")
    grouped: dict[int, list[SurchargeRate]] = {}
    for rate in rates:
        grouped.setdefault(rate.regime_id, []).append(rate)
    return {key: regime_from(rows) for key, rows in grouped.items()}


def regime_from(rows: list[SurchargeRate]) -> Grown:
    """Return a regime from its rates, of which there is at least one."""
    regime = rows[0].regime
    periods = tuple(
        RatePeriod(row.rate, row.valid_from, row.valid_until, row.legal_basis) for row in rows
    )
    return Grown(
        Regime(cast("Unit", regime.unit), periods, regime.cap, regime.legal_basis), regime.counts_by
    )
