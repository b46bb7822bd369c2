"""Interest that goes back: what was paid on a debt that was not owed, and on a late refund.

Legal source of the second: ν.5104/2024 άρθρο 52 §4.
"""

from datetime import date, timedelta
from decimal import Decimal

from backoffice.kernel.explanation import Node
from backoffice.kernel.money import ZERO

from .surcharge import Payable, Regime, surcharge


def corrected(debt: Payable, owed: Decimal) -> Payable:
    """Return a debt through time as it would have been, had only a part of it been certified.

    What was paid beyond that part pays nothing of it.

    :param owed: euros that were owed in truth
    """
    came: dict[date, Decimal] = {}
    for day, amount in debt.credited:
        # Money that went back counts from the day on which it had come.
        came[day] = came.get(day, ZERO) + amount
    left, credited = owed, []
    for day, amount in sorted(came.items()):
        credited.append((day, min(amount, left)))
        left -= credited[-1][1]
    return Payable(owed, debt.due_on, tuple(credited), debt.stills)


def overpaid_interest(
    paid: Decimal, debt: Payable, regime: Regime | None, until: date, waived: Decimal = ZERO
) -> tuple[Decimal, Node]:
    """Return how much of the surcharge that was paid was not owed, and how that is found.

    :param paid: euros of surcharge that were paid
    :param debt: the debt as corrected
    :param until: the day up to which that surcharge was reckoned
    :param waived: euros of it that a decision waived
    """
    due = surcharge(debt, regime, until)
    owed = max(ZERO, (due.amount or ZERO) - waived)
    back = max(ZERO, paid - owed)
    was = Node("Προσαύξηση που καταβλήθηκε", "Surcharge that was paid", paid)
    should = Node(
        f"Προσαύξηση που οφειλόταν έως {until:%d/%m/%Y}",
        f"Surcharge that was owed by {until:%d/%m/%Y}",
        ZERO - owed,
        basis=due.basis,
        children=due.children,
    )
    label = ("Τόκοι που επιστρέφονται μετά τη διόρθωση", "Interest given back after the correction")
    return back, Node(*label, back, children=(was, should))


def refund_interest(
    amount: Decimal, asked_on: date, free_days: int, paid_on: date, regime: Regime, basis: str
) -> Node | None:
    """Return the interest of a refund that came later than its days; nothing in time.

    It runs from the application, not from the end of the days.

    :param free_days: days within which the town may refund without interest
    """
    if paid_on <= asked_on + timedelta(days=free_days):
        return None
    grown = surcharge(Payable(amount, asked_on), regime, paid_on)
    return Node(
        f"Τόκοι επιστροφής: αίτηση {asked_on:%d/%m/%Y}, μετά από {free_days} ημέρες",
        f"Interest on the refund: asked {asked_on:%d/%m/%Y}, after more than {free_days} days",
        grown.amount,
        basis=basis,
        children=grown.children,
    )
