"""How the charges of an arrangement explain themselves."""

from decimal import Decimal
from typing import Any

from backoffice.kernel.explanation import Node
from backoffice.kernel.money import cents
from backoffice.revenue.rules import Assessment, Line, TariffTable


def assess_interest(facts: dict[str, Any], tariffs: TariffTable) -> Assessment:
    """Assess the interest of an instalment: `{"amount", "open", "rate", "number", "basis"}`.

    The amount is what was agreed, or less where the debtor paid ahead.
    """
    rate, number = Decimal(facts["rate"]), facts["number"]
    return _stated(
        facts,
        f"Τόκος δόσης {number}",
        f"Interest of instalment {number}",
        f"{facts['open']} × {_percent(rate)} ÷ 12",
        rate,
    )


def assess_late(facts: dict[str, Any], tariffs: TariffTable) -> Assessment:
    """Assess the surcharge of a late instalment, from the same facts as its interest."""
    rate, number = Decimal(facts["rate"]), facts["number"]
    return _stated(
        facts,
        f"Εκπρόθεσμη δόση {number}",
        f"Late instalment {number}",
        f"{facts['open']} × {_percent(rate)}",
        rate,
    )


def _percent(rate: Decimal) -> str:
    return f"{(rate * 100).normalize():f}%"


def _stated(
    facts: dict[str, Any], label_el: str, label_en: str, formula: str, rate: Decimal
) -> Assessment:
    amount = cents(facts["amount"])
    base = Decimal(facts["open"])
    node = Node(label_el, label_en, amount, formula, base, rate, "€", facts.get("basis", ""))
    tree = Node("Ποσό οφειλής", "Amount of the debt", amount, children=(node,))
    return Assessment((Line(label_el, label_en, amount, base, rate),), amount, tree)
