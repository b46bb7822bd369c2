"""Who calculates a kind of charge: a table that subject modules fill in `apps.ready()`."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from backoffice.kernel.explanation import Node
from backoffice.kernel.money import ZERO, cents
from backoffice.kernel.registry import Registry

from .rules import Assessment, Line, TariffTable

Assessor = Callable[[dict[str, Any], TariffTable], Assessment]

_registry: Registry[Assessor] = Registry("revenue assessors")

register = _registry.register
get = _registry.get
kinds = _registry.kinds


def assess_by_tariff(facts: dict[str, Any], tariffs: TariffTable) -> Assessment:
    """Assess bases by their tariffs: `{"lines": [{"key", "base", "on"}]}`, days as 2026-03-31.

    :raises UnknownTariff: if a key has no tariff on its day
    """
    lines, nodes = [], []
    for fact in facts["lines"]:
        base, day = Decimal(fact["base"]), date.fromisoformat(fact["on"])
        row = tariffs.on(fact["key"], day)
        amount = cents(base * row.rate)
        lines.append(Line(row.label_el, row.label_en, amount, base, row.rate, row.key))
        nodes.append(
            Node(
                row.label_el,
                row.label_en,
                amount,
                formula=f"{base} × {row.rate.normalize():f}",
                base=base,
                rate=row.rate,
                unit=row.unit,
                basis=row.legal_basis,
                decision=row.decision,
            )
        )
    return _sum(lines, nodes)


def assess_as_stated(facts: dict[str, Any], tariffs: TariffTable) -> Assessment:
    """Take amounts that a decision or contract states: `{"lines": [{"label_el", "label_en",
    "amount", "basis", "decision"}]}`.
    """
    lines = [
        Line(f["label_el"], f["label_en"], cents(Decimal(f["amount"]))) for f in facts["lines"]
    ]
    nodes = [
        Node(
            line.label_el,
            line.label_en,
            line.amount,
            basis=fact.get("basis", ""),
            decision=fact.get("decision", ""),
        )
        for line, fact in zip(lines, facts["lines"], strict=True)
    ]
    return _sum(lines, nodes)


def _sum(lines: list[Line], nodes: list[Node]) -> Assessment:
    total = sum((line.amount for line in lines), ZERO)
    tree = Node("Ποσό οφειλής", "Amount of the debt", total, children=tuple(nodes))
    return Assessment(tuple(lines), total, tree)
