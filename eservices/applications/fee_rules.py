"""How the fee of an application becomes a charge: the catalogue's row, shown as it was read."""

from decimal import Decimal
from typing import Any

from backoffice.kernel.explanation import Node
from backoffice.kernel.money import ZERO, cents
from backoffice.revenue.rules import Assessment, Line, TariffTable


def assess_fee(facts: dict[str, Any], tariffs: TariffTable) -> Assessment:
    """Assess `{"lines": [{"label_el", "label_en", "amount", "basis", "decision"}]}`.

    The amount was found by the service's own fee in force on the day of sending; the town's
    tariffs of revenue are not asked again.
    """
    lines, nodes = [], []
    for fact in facts["lines"]:
        amount = cents(Decimal(fact["amount"]))
        lines.append(Line(fact["label_el"], fact["label_en"], amount))
        nodes.append(
            Node(
                fact["label_el"],
                fact["label_en"],
                amount,
                basis=fact.get("basis", ""),
                decision=fact.get("decision", ""),
            )
        )
    total = sum((line.amount for line in lines), ZERO)
    tree = Node("Τέλος αίτησης", "Fee of the application", total, children=tuple(nodes))
    return Assessment(tuple(lines), total, tree)
