"""What a service costs, when it is open, whether one can use it."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from backoffice.kernel.dates import ATHENS
from eservices.catalogue.rules import Tariff, can_use, opening, reckon, yearly_span

ROWS = (
    {"key": "a", "text": {}, "amount": "6.00", "if": 'zone = "a"', "per": "number(area)"},
    {"key": "sea", "text": {}, "amount": "10.00", "if": "sea = true"},
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ATHENS)


@pytest.mark.parametrize(
    ("tariff", "answers", "amount"),
    [
        (Tariff("none"), {}, "0.00"),
        (Tariff("fixed", Decimal("18.00")), {}, "18.00"),
        (Tariff("parabolo", Decimal("18.00")), {}, "18.00"),
        (Tariff("formula", formula="if years <= 1 then 75 else 150"), {"years": "3"}, "150.00"),
        (Tariff("formula", formula="number(area) / 3"), {"area": "10"}, "3.33"),
        (Tariff("formula", formula="number(area) / 3"), {}, None),
        (Tariff("tariff", rows=ROWS), {"zone": "a", "area": "2.5", "sea": True}, "25.00"),
        (Tariff("tariff", rows=ROWS), {"zone": "b", "sea": False}, "0.00"),
        (Tariff("tariff", rows=ROWS), {"zone": "a", "sea": False, "area": None}, None),
    ],
)
def test_fee(tariff: Tariff, answers: dict[str, Any], amount: str | None) -> None:
    found, _lines = reckon(tariff, answers)
    assert found == (None if amount is None else Decimal(amount))


def test_rows_that_apply_add_up_and_are_told() -> None:
    total, lines = reckon(Tariff("tariff", rows=ROWS), {"zone": "a", "area": "2", "sea": True})
    assert [(line.key, line.amount) for line in lines] == [("a", Decimal("12.00")), ("sea", 10)]
    assert total == Decimal("22.00")


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        ("2026-05-19T23:59:59", "before"),
        ("2026-05-20T00:00:00", "open"),
        ("2026-06-20T23:59:59", "open"),
        ("2026-06-21T00:00:00", "before"),
    ],
)
def test_yearly_window_opens_and_closes_at_midnight_in_athens(moment: str, state: str) -> None:
    found = opening("window", at(moment), yearly=("05-20", "06-20"))
    assert found.state == state
    assert found.last_day is not None
    assert f"{found.last_day:%m-%d}" == "06-20"


@pytest.mark.parametrize("moment", ["2026-12-31T12:00:00", "2027-01-31T23:00:00"])
def test_yearly_window_may_pass_the_turn_of_the_year(moment: str) -> None:
    assert opening("window", at(moment), yearly=("12-01", "01-31")).is_open


def test_last_day_of_february_is_the_months_last() -> None:
    _opens, closes = yearly_span(("02-02", "02-29"), 2027)
    assert closes == at("2027-03-01T00:00:00")


def test_decided_window_silences_the_yearly_rule_of_its_year() -> None:
    decided = [(at("2026-06-01T09:00:00"), at("2026-06-10T15:00:00"))]
    yearly = ("05-20", "06-20")
    assert opening("window", at("2026-05-25T00:00:00"), windows=decided, yearly=yearly).state == (
        "before"
    )
    assert opening("window", at("2026-06-10T14:59:00"), windows=decided, yearly=yearly).is_open
    closed = opening("window", at("2026-06-10T15:00:00"), windows=decided, yearly=yearly)
    assert closed.opens_at == at("2027-05-20T00:00:00")


def test_window_without_any_date_is_closed() -> None:
    assert opening("window", at("2026-06-10T15:00:00")).state == "after"


@pytest.mark.parametrize(
    ("given", "state", "reasons"),
    [
        ({}, "unasked", ()),
        ({"a1": "yes"}, "unfinished", ()),
        ({"a1": "yes", "a2": "no"}, "yes", ()),
        ({"a1": "no"}, "no", (0,)),
        ({"a1": "no", "a2": "yes"}, "no", (0, 1)),
        ({"a1": "<script>", "a2": "maybe"}, "unasked", ()),
    ],
)
def test_can_i_use_this(given: dict[str, str], state: str, reasons: tuple[int, ...]) -> None:
    questions = [{"fail_if": "no"}, {"fail_if": "yes"}]
    found = can_use(questions, given)
    assert (found.state, found.reasons) == (state, reasons)
