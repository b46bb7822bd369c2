"""How declared receipts become a charge, with the tree that citizen and clerk both read."""

from datetime import date
from decimal import Decimal
from typing import Any

from backoffice.kernel.dates import TaxPeriod
from backoffice.kernel.explanation import Node
from backoffice.kernel.money import ZERO
from backoffice.revenue.rules import Assessment, Line, TariffTable
from theme.formatting import BASE_BY_RATE
from theme.formatting import day as written

from .rules import fee_on

FEE_NAMES = {
    "stay": ("Τέλος διαμονής παρεπιδημούντων", "Stay fee"),
    "receipts": ("Τέλος επί των ακαθάριστων εσόδων", "Fee on gross receipts"),
}


def assess_stay(facts: dict[str, Any], tariffs: TariffTable) -> Assessment:
    """Assess declared receipts of lodging (ν.5143/2024 άρθρο 30 §§1-3)."""
    return _assess(FEE_NAMES["stay"], facts, tariffs)


def assess_receipts(facts: dict[str, Any], tariffs: TariffTable) -> Assessment:
    """Assess receipts of shops, venues, casinos and springs (ν.5143/2024 άρθρο 30 §§4-8)."""
    return _assess(FEE_NAMES["receipts"], facts, tariffs)


def _assess(names: tuple[str, str], facts: dict[str, Any], tariffs: TariffTable) -> Assessment:
    """Assess `{"period", "establishment", "lines": [{"tariff", "label_el", "label_en", "basis",
    "first", "last", "base"}], "previous": {"receipt", "fee"} or none}`; days as 2026-03-01.

    Receipts declared before are taken off, so that a correction charges the difference alone.
    """
    period = TaxPeriod.parse(facts["period"])
    lines, nodes = [], []
    for fact in facts["lines"]:
        line, node = _line(fact, period, tariffs)
        lines.append(line)
        nodes.append(node)
    previous = facts.get("previous")
    if previous:
        line, node = _declared_before(previous)
        lines.append(line)
        nodes.append(node)
    total = sum((line.amount for line in lines), ZERO)
    root = Node(
        f"{names[0]}, {period.label('el')}",
        f"{names[1]}, {period.label('en')}",
        total,
        children=tuple(nodes),
    )
    return Assessment(tuple(lines), total, root)


def _line(fact: dict[str, Any], period: TaxPeriod, tariffs: TariffTable) -> tuple[Line, Node]:
    first, last = date.fromisoformat(fact["first"]), date.fromisoformat(fact["last"])
    base = Decimal(fact["base"])
    row = tariffs.on(fact["tariff"], first)
    fee = fee_on(base, row.rate)
    # A period with one rate needs no days; with two rates the days tell the lines apart.
    whole = (first, last) == (period.first, period.last)
    days = "" if whole else f", {written(first)} – {written(last)}"
    label_el, label_en = fact["label_el"] + days, fact["label_en"] + days
    node = Node(
        label_el,
        label_en,
        fee,
        formula=BASE_BY_RATE,
        base=base,
        rate=row.rate,
        unit="€",
        basis=fact["basis"] or row.legal_basis,
        decision=row.decision,
    )
    return Line(label_el, label_en, fee, base, row.rate, row.key), node


def _declared_before(previous: dict[str, Any]) -> tuple[Line, Node]:
    fee = -Decimal(previous["fee"])
    label_el = f"Δηλώθηκε ήδη με την {previous['receipt']}"
    label_en = f"Declared already with {previous['receipt']}"
    return Line(label_el, label_en, fee), Node(label_el, label_en, fee)
