"""The payer pays and closes the window: the gateway's notice alone settles the debt."""

from decimal import Decimal

from .town import Town


def test_the_browser_never_comes_back(town: Town) -> None:
    town.hotel()
    hotelier = town.citizen()
    hotelier.signs_in()
    charge = town.fine(town.owner(), "144.00")

    page = hotelier.chooses(charge)
    assert page.pay().location
    town.hears_the_gateway()

    assert len(town.receipts()) == 1
    (letter,) = town.letters("Απόδειξη")
    assert hotelier.opens_mail(letter).total == Decimal("144.00")
    assert "Δεν υπάρχουν οφειλές" in hotelier.sees_debts().text
    assert town.trial_balance() == {"15609": Decimal("-144.00"), "49301": Decimal("144.00")}


def test_notices_come_doubled_and_mixed_and_the_payer_comes_back_first(town: Town) -> None:
    charge = town.fine(town.person())
    neighbour = town.passer_by()
    town.sandbox.behave(hold=True)
    page = neighbour.chooses_by_code(charge.rf_code)
    receipt = neighbour.gets_receipt(page.pay())
    town.sandbox.release("reverse")
    town.hears_the_gateway()
    town.sandbox.resend(type="checkout.session.completed", times=8)
    town.hears_the_gateway()
    assert town.receipts() == [receipt.number]


def test_forged_notices_change_nothing(town: Town) -> None:
    charge = town.fine(town.person())
    neighbour = town.passer_by()
    for forgery in ("signature", "old", "tampered", "unsigned"):
        town.sandbox.behave(match="checkout.session.completed", forge=forgery, times=1)
    page = neighbour.chooses_by_code(charge.rf_code)
    page.pay()
    town.hears_the_gateway()
    assert town.receipts() == []
    town.sandbox.control("webhooks", method="DELETE")
    town.sandbox.resend(type="checkout.session.completed")
    town.hears_the_gateway()
    assert len(town.receipts()) == 1


def test_a_part_payment_leaves_the_rest(town: Town) -> None:
    town.hotel()
    hotelier = town.citizen()
    hotelier.signs_in()
    charge = town.fine(town.owner(), "144.00")
    receipt = hotelier.gets_receipt(hotelier.chooses(charge, part="44,00").pay())
    assert receipt.total == Decimal("44.00")
    assert "100,00" in hotelier.sees_debts().text
