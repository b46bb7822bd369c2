"""Interest credited to a debtor: of a debt that was corrected, and of a refund that came late."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q, Sum

from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.kernel.explanation import Node
from backoffice.kernel.money import ZERO
from backoffice.ledger import services as ledger
from backoffice.ledger.services import LineSpec
from backoffice.revenue.models import Act, Allocation, Credit, GivenInterest, SurchargeRate
from backoffice.revenue.positions import Position, regime_from
from backoffice.revenue.queries.figures import REFUND_FREE_DAYS, figure_row
from backoffice.revenue.rules import (
    Payable,
    Regime,
    corrected,
    overpaid_interest,
    refund_interest,
)
from backoffice.revenue.states import Component

from . import relief
from .relief import Plan, PriorYear, SurchargeSide

SOURCE = "revenue.interest"
#: Other interest (ΠΔ 54/2018, παράρτημα 1).
INTEREST = "26909"
#: Whose rate a late refund bears (ν.5104/2024 άρθρο 52 §4): that of late debts.
REGIME = "kede"


@dataclass(frozen=True, slots=True)
class Overpaid:
    """A surcharge paid on what was not owed: how much, why, and until which day it was reckoned."""

    amount: Decimal
    tree: Node
    until: date


def overpaid(position: Position, owed: Decimal, regime: Regime | None) -> Overpaid | None:
    """Return which surcharge of a charge was paid in excess, if it owed less from the beginning.

    :param owed: euros of the debt itself that were owed in truth
    """
    rows = Allocation.objects.filter(charge=position.charge_id, component=Component.INTEREST)
    sums = rows.aggregate(
        paid=Sum("amount", filter=Q(act=None)), waived=Sum("amount", filter=Q(act__isnull=False))
    )
    paid, waived = sums["paid"] or ZERO, sums["waived"] or ZERO
    last = rows.filter(receipt__isnull=False, amount__gt=0).order_by("-value_on").first()
    if paid <= 0 or last is None:
        return None
    came = Allocation.objects.filter(
        charge=position.charge_id, component=Component.PRINCIPAL, receipt__isnull=False
    ).values_list("value_on", "amount")
    whole = position.through_time()
    debt = Payable(position.principal, position.due_on, tuple(came), whole.stills)
    amount, tree = overpaid_interest(
        paid, corrected(debt, owed), regime, last.value_on, waived + position.waived
    )
    return Overpaid(amount, tree, last.value_on) if amount else None


def plan_of(position: Position, found: Overpaid, day: date, account: str) -> Plan:
    """Return how it is given back: out of this year's income, or as a refund of a past year's."""
    side = SurchargeSide(
        position.surcharge_income_account,
        position.surcharge_receivable_account,
        position.surcharge_ale,
    )
    made = Plan if found.until.year == day.year else PriorYear
    return made(side, position.debtor_id, found.amount, (), found.amount, account)


def give_overpaid(
    position: Position,
    found: Overpaid,
    plan: Plan,
    act: Act | None,
    name: str,
    reason: str,
    actor: User | None,
    at: datetime,
) -> None:
    """Credit a surcharge paid in excess to the debtor, with its entry and its explanation."""
    today = athens_day(at)
    given = relief.write(plan, Source(SOURCE, name), position.period, reason, actor, at)
    Allocation.objects.create(
        charge_id=position.charge_id,
        relief=given,
        component=Component.INTEREST,
        amount=-found.amount,
        value_on=found.until,
        booked_on=today,
    )
    GivenInterest.objects.create(
        kind=GivenInterest.Kind.OVERPAID,
        party_id=position.debtor_id,
        act=act,
        charge_id=position.charge_id,
        amount=found.amount,
        explanation=found.tree.to_json(),
        on=today,
        credit=given.credits.get(),
    )


def late_refund(amount: Decimal, act: Act, day: date) -> Node | None:
    """Return the interest that a refund bears if it is paid on a day; nothing in time.

    Only what was applied for bears interest: the days run from the application.
    Legal source: ν.5104/2024 άρθρο 52 §4.
    """
    if act.requester_id is None:
        return None
    asked = athens_day(act.created_at)
    law = figure_row(REFUND_FREE_DAYS, asked)
    rates = list(SurchargeRate.objects.filter(regime__code=REGIME).select_related("regime"))
    if not rates:
        return None
    regime = regime_from(rates).regime
    return refund_interest(amount, asked, int(law.value), day, regime, law.legal_basis)


def give_late(act: Act, credit: Credit, tree: Node, name: str, actor: User, at: datetime) -> Credit:
    """Credit the interest of a late refund to the creditor, with its entry and explanation."""
    today, amount = athens_day(at), tree.amount or ZERO
    entry = ledger.post(
        journal="GEN",
        on=today,
        lines=[
            LineSpec(INTEREST, amount, 0),
            LineSpec(credit.account, 0, amount, "", credit.party_id),
        ],
        source=Source(SOURCE, name),
        purpose="late_refund",
        text=tree.label_el[:240],
        actor=actor,
        at=at,
    )
    kept = Credit.objects.create(
        party_id=credit.party_id,
        act=act,
        account=credit.account,
        amount=amount,
        booked_on=today,
        reason=tree.label_el[:400],
        entry_id=entry.pk,
    )
    GivenInterest.objects.create(
        kind=GivenInterest.Kind.LATE_REFUND,
        party_id=credit.party_id,
        act=act,
        amount=amount,
        explanation=tree.to_json(),
        on=today,
        credit=kept,
    )
    return kept
