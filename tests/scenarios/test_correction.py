"""A declaration that was wrong: more is owed, or less; what was paid counts."""

import re
from decimal import Decimal

from .people import amounts
from .town import Town


def declared(text: str) -> str:
    """Return the address code of the declaration whose link stands on a page."""
    found = re.search(r"/declarations/([0-9A-Z]+)/", text)
    assert found, text
    return found.group(1)


def test_a_correction_upwards_is_paid_by_its_difference(town: Town) -> None:
    hotel = town.hotel()
    hotelier = town.citizen()
    hotelier.signs_in()
    sent = hotelier.declares(hotel, "2026-03", "48.000,00")
    hotelier.pays()

    hotelier.corrects(declared(sent.html), "Τιμολόγιο που βρέθηκε αργότερα", "50.000,00")
    assert Decimal("10.00") in amounts(hotelier.sees_debts().text)
    receipt = hotelier.pays()
    assert receipt.total == Decimal("10.00")
    assert town.execution() == (Decimal("250.00"), Decimal("250.00"))
    assert town.trial_balance() == {"11108": Decimal("-250.00"), "49301": Decimal("250.00")}


def test_a_correction_downwards_after_paying_is_kept_as_credit(town: Town) -> None:
    hotel = town.hotel()
    hotelier = town.citizen()
    hotelier.signs_in()
    sent = hotelier.declares(hotel, "2026-03", "48.000,00")
    hotelier.pays()

    hotelier.corrects(declared(sent.html), "Διπλή εγγραφή", "40.000,00")
    assert "Δεν υπάρχουν οφειλές" in hotelier.sees_debts().text
    assert town.trial_balance() == {
        "11108": Decimal("-200.00"),
        "49301": Decimal("240.00"),
        "59901": Decimal("-40.00"),
    }


def test_a_correction_before_paying_replaces_the_debt(town: Town) -> None:
    hotel = town.hotel()
    hotelier = town.citizen()
    hotelier.signs_in()
    sent = hotelier.declares(hotel, "2026-03", "48.000,00")
    hotelier.corrects(declared(sent.html), "Λάθος ποσό", "30.000,00")
    receipt = hotelier.pays()
    assert receipt.total == Decimal("150.00")
    assert town.execution() == (Decimal("150.00"), Decimal("150.00"))
