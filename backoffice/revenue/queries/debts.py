"""What is owed, why, and until when."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import partial

from django.conf import settings
from django.db import connection

from backoffice.kernel.actors import Source
from backoffice.kernel.explanation import Node, from_json
from backoffice.kernel.money import ZERO
from backoffice.party.queries import parties_by_id
from backoffice.revenue.models import Charge
from backoffice.revenue.positions import Grown, Position, positions, positions_of, regimes_of
from backoffice.revenue.rules import Regime, check_rf, group_rf
from backoffice.revenue.states import ChargeState, HoldKind

from .given_back import interest_on_charge


@dataclass(frozen=True, slots=True)
class Debt:
    """An open charge as it stands on a day; amounts in euros."""

    charge_id: int
    code: str
    number: str
    kind: str
    label_el: str
    label_en: str
    period: str
    debtor_id: int
    debtor: str
    source_kind: str
    source_id: str
    on: date
    due_on: date
    is_overdue: bool
    state: str
    principal: Decimal
    principal_open: Decimal
    surcharge: Decimal
    total: Decimal
    paid: Decimal
    rf_code: str
    explain: Callable[[], Node] = field(compare=False, repr=False)
    expenses: Decimal = ZERO
    holds: tuple[HoldKind, ...] = ()
    early_off: Decimal = ZERO
    early_until: date | None = None

    @property
    def later_total(self) -> Decimal:
        """What is owed once the reduction for early payment is past."""
        return self.total + self.early_off

    @property
    def explanation(self) -> Node:
        """How it came about; read and built only when somebody asks, as lists are long."""
        return self.explain()

    @property
    def rf_grouped(self) -> str:
        """The payment code as it is printed."""
        return group_rf(self.rf_code)

    def label(self, language: str) -> str:
        """Return what it is for, in a language."""
        return self.label_en if language == "en" else self.label_el


@dataclass(frozen=True, slots=True)
class OpenDebt:
    """What somebody who holds only a payment code may see: how much, and to whom."""

    charge_id: int
    code: str
    rf_code: str
    total: Decimal
    due_on: date
    payee: str


@dataclass(frozen=True, slots=True)
class ChargeSummary:
    """A charge as the module that raised it asks for it; amounts in euros."""

    id: int
    code: str
    number: str
    kind: str
    source_kind: str
    source_id: str
    state: str
    total: Decimal
    principal_open: Decimal
    on: date
    due_on: date
    rf_code: str


def debts_of(party_ids: Collection[int], on: date) -> list[Debt]:
    """Return the open charges of parties, the oldest due day first, with surcharges to a day.

    :param on: the day up to which surcharges are calculated
    """
    found = positions(
        "charge.debtor_id = any(%s) and charge.state = 'open'", [sorted(set(party_ids))]
    )
    return debts_at(found, on)


def debts_among(charge_ids: Collection[int], on: date) -> dict[int, Debt]:
    """Return charges as they stand on a day, open or not, by identifier."""
    return {debt.charge_id: debt for debt in debts_at(positions_of(charge_ids).values(), on)}


def debt_of(charge_id: int, on: date) -> Debt:
    """Return one charge as it stands, open or not, with its surcharge to a day."""
    return debts_at(positions("charge.id = %s", [charge_id]), on)[0]


def debts_named(codes: Collection[str], on: date) -> list[Debt]:
    """Return charges by their payment codes, open or not, for staff who look for a payer's debt."""
    return debts_at(positions("charge.rf_code = any(%s)", [sorted(set(codes))]), on)


def debt_by_rf(rf: str, on: date) -> OpenDebt | None:
    """Return amount and payee of a payment code, never the debtor; nothing for an unknown code.

    :param rf: the code as it was typed, with or without spaces
    """
    code = check_rf(rf)
    if code is None:
        return None
    found = positions("charge.rf_code = %s", [code])
    if not found:
        return None
    position = found[0]
    late = regimes_of(found, on).get(position.regime_id or 0)
    total = position.owed(late.regime if late else None, on).total
    payee = settings.WAGTAIL_SITE_NAME
    return OpenDebt(
        position.charge_id, position.code, position.rf_code, total, position.due_on, payee
    )


def charge_id_of(code: str) -> int | None:
    """Return the number of the charge that bears a code, if there is one."""
    return Charge.objects.filter(code=code).values_list("pk", flat=True).first()


def charges_of_source(sources: Sequence[Source]) -> list[ChargeSummary]:
    """Return the charges that facts of another module raised, in one statement."""
    found = positions(
        "(charge.source_kind, charge.source_id) in (select * from unnest(%s::text[], %s::text[]))",
        [[source.kind for source in sources], [source.id for source in sources]],
    )
    return [
        ChargeSummary(
            p.charge_id,
            p.code,
            p.label,
            p.kind_code,
            p.source_kind,
            p.source_id,
            p.state,
            p.principal,
            p.principal_open,
            p.on,
            p.due_on,
            p.rf_code,
        )
        for p in found
    ]


def debts_at(found: Collection[Position], on: date) -> list[Debt]:
    """Return positions as debts on a day, in two more statements."""
    grown = regimes_of(found, on)
    names = parties_by_id({p.debtor_id for p in found})
    full = {pk: party.full_name for pk, party in names.items()}
    return [_debt(p, on, grown, full[p.debtor_id]) for p in found]


def _explained(p: Position, on: date, regime: Regime | None, total: Decimal) -> Node:
    tree = Charge.objects.values_list("explanation", flat=True).get(pk=p.charge_id)
    branches = [from_json(tree)]
    if p.expenses and p.state != ChargeState.CANCELLED:
        branches.append(Node("Έξοδα είσπραξης", "Collection expenses", p.expenses))
    if regime and p.state != ChargeState.CANCELLED:
        branches.append(p.surcharge_tree(regime, on))
    early = p.early_tree(on)
    if early is not None:
        branches.append(early)
    if p.waived:
        branches.append(Node("Απαλλαγή λόγω ρύθμισης", "Waived by an arrangement", -p.waived))
    if p.surcharge_given:
        # What the debt did not bear after all.
        given = interest_on_charge(p.charge_id)
        branches += [replace(tree, amount=-(tree.amount or ZERO)) for tree in given]
    if any(amount for _part, amount, _on in p.credited):
        branches.append(_paid(p))
    return Node("Σύνολο προς πληρωμή", "Total to pay", total, children=tuple(branches))


def _debt(p: Position, on: date, grown: dict[int, Grown], debtor: str) -> Debt:
    late = grown.get(p.regime_id or 0)
    regime = late.regime if late else None
    owed = p.owed(regime, on)
    paid = sum((amount for _part, amount, _on in p.credited), ZERO)
    return Debt(
        p.charge_id,
        p.code,
        p.label,
        p.kind_code,
        p.kind_el,
        p.kind_en,
        p.period,
        p.debtor_id,
        debtor,
        p.source_kind,
        p.source_id,
        p.on,
        p.due_on,
        p.state == ChargeState.OPEN and p.due_on < on,
        p.state,
        p.principal,
        p.principal_open,
        owed.interest,
        owed.total,
        paid,
        p.rf_code,
        partial(_explained, p, on, regime, owed.total),
        owed.expenses,
        p.held_on(on),
        owed.early,
        p.early.last if p.early and owed.early else None,
    )


def _paid(p: Position) -> Node:
    rows: dict[date, Decimal] = {}
    for _part, amount, day in p.credited:
        rows[day] = rows.get(day, ZERO) + amount
    children = tuple(
        Node(f"Με ημερομηνία {day:%d/%m/%Y}", f"On {day:%d/%m/%Y}", -amount)
        for day, amount in sorted(rows.items())
        if amount
    )
    total = -sum(rows.values(), ZERO)
    return Node("Έχουν πιστωθεί", "Credited so far", total, children=children)


# Two sums by due day, never one look per charge; the first reads nothing but an index.
AGED = """
with part as (
    select kind_id, due_on, sum(principal) as amount, count(*) as charges
    from revenue_charge where state = 'open' group by 1, 2
    union all
    select charge.kind_id, charge.due_on, -sum(allocation.amount), 0
    from revenue_allocation allocation join revenue_charge charge
        on charge.id = allocation.charge_id and charge.state = 'open'
    where component = 'principal' group by 1, 2
)
select kind.code, kind.name_el, kind.name_en,
    sum(amount) filter (where due_on >= %(on)s) as not_due,
    sum(amount) filter (where due_on < %(on)s and due_on >= %(on)s - 90),
    sum(amount) filter (where due_on < %(on)s - 90 and due_on >= %(on)s - 365),
    sum(amount) filter (where due_on < %(on)s - 365),
    sum(amount), sum(charges)
from part join revenue_chargekind kind on kind.id = part.kind_id
group by kind.id order by kind.name_el
"""
AGED_COLUMNS = (
    "code",
    "name_el",
    "name_en",
    "not_due",
    "to_90_days",
    "to_a_year",
    "older",
    "total",
    "charges",
)


def aged_debt(on: date) -> list[dict[str, object]]:
    """Return open debt, without surcharges, by kind and by how long it has been due.

    The columns are `AGED_COLUMNS`: not due, up to 90 days, up to a year, older; in euros.
    """
    with connection.cursor() as cursor:
        cursor.execute(AGED, {"on": on})
        return [dict(zip(AGED_COLUMNS, row, strict=True)) for row in cursor.fetchall()]
