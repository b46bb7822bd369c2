"""Three months late: 240.00 at 2 % for each started month is 14.40 more (worked example 2)."""

from datetime import UTC, datetime
from decimal import Decimal

from .people import amounts
from .town import Town

SUMMER = datetime(2026, 7, 15, 9, tzinfo=UTC)
SURCHARGES = "1560101001"


def test_a_late_hotelier_pays_the_surcharge(town: Town) -> None:
    hotel = town.hotel()
    town.clock.set(SUMMER)
    hotelier = town.citizen()
    hotelier.signs_in()

    hotelier.declares(hotel, "2026-03", "48.000,00")
    debts = hotelier.sees_debts()
    assert {Decimal("240.00"), Decimal("14.40"), Decimal("254.40")} <= set(amounts(debts.text))
    assert "ληξιπρόθεσμη" in debts.text

    receipt = hotelier.pays()
    assert receipt.total == Decimal("254.40")
    assert {Decimal("240.00"), Decimal("14.40")} <= set(amounts(receipt.text))

    town.hears_the_gateway()
    assert town.trial_balance() == {
        "11108": Decimal("-240.00"),
        "15601": Decimal("-14.40"),
        "49301": Decimal("254.40"),
    }
    assert town.execution() == (Decimal("240.00"), Decimal("240.00"))
    assert town.execution(SURCHARGES) == (Decimal("14.40"), Decimal("14.40"))


def test_the_surcharge_stops_on_the_day_of_the_order(town: Town) -> None:
    hotel = town.hotel()
    town.clock.set(datetime(2026, 4, 30, 20, 30, tzinfo=UTC))  # 23:30 in Athens, the last day
    hotelier = town.citizen()
    hotelier.signs_in()
    hotelier.declares(hotel, "2026-03", "48.000,00")
    page = hotelier.chooses_everything()
    town.clock.set(datetime(2026, 4, 30, 21, 10, tzinfo=UTC))  # ten past midnight, May
    receipt = hotelier.gets_receipt(page.pay())
    assert receipt.total == Decimal("240.00")
    assert "Δεν υπάρχουν οφειλές" in hotelier.sees_debts().text
