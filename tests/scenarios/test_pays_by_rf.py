"""Somebody with a notice in hand pays it without signing in, and learns no name."""

from decimal import Decimal

from .town import Town


def test_a_neighbour_pays_a_notice_by_its_code(town: Town) -> None:
    debtor = town.person()
    charge = town.fine(debtor, "144.00")
    neighbour = town.passer_by()

    shown = neighbour.looks_up(charge.rf_code)
    assert "144,00" in shown.text.replace("\xa0", " ")
    assert debtor.name not in shown.html

    receipt = neighbour.pays_by_code(charge.rf_code)
    assert receipt.total == Decimal("144.00")
    assert debtor.name not in receipt.page.html
    assert neighbour.saves_pdf(receipt).startswith(b"%PDF")

    town.hears_the_gateway()
    assert town.receipts() == [receipt.number]
    assert town.letters("Απόδειξη") == []
    assert town.trial_balance() == {"15609": Decimal("-144.00"), "49301": Decimal("144.00")}
    assert "Δεν οφείλεται ποσό" in neighbour.looks_up(charge.rf_code).text

    elsewhere = town.passer_by().browser.open(receipt.page.url)
    assert "/account/login/" in elsewhere.url
