from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from theme import formatting

NB = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("amount", "greek", "english"),
    [
        (Decimal("1234.56"), f"1.234,56{NB}€", "€1,234.56"),
        (Decimal("0"), f"0,00{NB}€", "€0.00"),
        (Decimal("-5"), f"−5,00{NB}€", "−€5.00"),
        (Decimal("-0.001"), f"0,00{NB}€", "€0.00"),
        ("1000000", f"1.000.000,00{NB}€", "€1,000,000.00"),
        (7, f"7,00{NB}€", "€7.00"),
    ],
)
def test_euro(amount: Decimal, greek: str, english: str) -> None:
    assert formatting.euro(amount, "el") == greek
    assert formatting.euro(amount, "en") == english


def test_euro_follows_the_language_of_the_page() -> None:
    with translation.override("en"):
        assert formatting.euro(Decimal("1234.5")) == "€1,234.50"
    with translation.override("el"):
        assert formatting.euro(Decimal("1234.5")) == f"1.234,50{NB}€"


@pytest.mark.parametrize("value", ["many", "NaN", "Infinity", "", None])
def test_euro_refuses_what_is_no_number(value: str) -> None:
    with pytest.raises(ValueError, match="not a number"):
        formatting.euro(value)


@pytest.mark.parametrize(
    ("rate", "written"), [("0.005", "0,5%"), ("0.05", "5%"), ("1", "100%"), ("0.087600", "8,76%")]
)
def test_percent(rate: str, written: str) -> None:
    assert formatting.percent(Decimal(rate), "el") == written


def test_days_and_instants_are_those_of_athens() -> None:
    late = datetime(2026, 11, 21, 22, 30, tzinfo=UTC)
    assert formatting.day(date(2026, 11, 21)) == "21/11/2026"
    assert formatting.day(late) == "22/11/2026"
    assert formatting.instant(late) == "22/11/2026, 00:30"
    assert formatting.instant(datetime(2026, 7, 1, 9, 5, tzinfo=UTC)) == "01/07/2026, 12:05"


def test_rf_groups() -> None:
    assert formatting.rf_groups("RF18 5390 07547034") == f"RF18{NB}5390{NB}0754{NB}7034"
    assert formatting.rf_groups("") == ""
