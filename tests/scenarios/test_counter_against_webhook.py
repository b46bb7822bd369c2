"""The treasurer takes cash for a debt while the same debt is being paid by card."""

from decimal import Decimal

from .town import Town


def test_cash_and_card_for_the_same_debt_lose_no_cent(town: Town) -> None:
    charge = town.fine(town.person(), "144.00")
    neighbour = town.passer_by()
    treasurer = town.treasurer()

    page = neighbour.chooses_by_code(charge.rf_code)
    counter = treasurer.opens_counter(charge)
    town.sandbox.behave(hold=True)
    assert page.pay().location
    done = treasurer.takes_cash(counter)
    assert "/cms/revenue/receipts/" in done.url, (done.url, done.text)
    town.sandbox.release()
    town.hears_the_gateway()

    assert len(town.receipts()) == 2
    assert town.trial_balance() == {
        "15609": Decimal("-144.00"),
        "42101": Decimal("144.00"),
        "49301": Decimal("144.00"),
        "59901": Decimal("-144.00"),
    }


def test_card_first_leaves_nothing_to_take(town: Town) -> None:
    charge = town.fine(town.person(), "144.00")
    treasurer = town.treasurer()
    counter = treasurer.opens_counter(charge)
    town.passer_by().pays_by_code(charge.rf_code)
    refused = treasurer.takes_cash(counter)
    assert "/cash/" in refused.url
    assert len(town.receipts()) == 1


def test_the_button_pressed_twice_is_one_receipt(town: Town) -> None:
    charge = town.fine(town.person(), "144.00")
    treasurer = town.treasurer()
    counter = treasurer.opens_counter(charge)
    first, second = treasurer.takes_cash(counter), treasurer.takes_cash(counter)
    assert first.url == second.url
    assert len(town.receipts()) == 1
