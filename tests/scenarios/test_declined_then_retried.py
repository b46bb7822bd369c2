"""A card is refused, the payer gives up, comes back, and types nothing twice."""

from decimal import Decimal

from tests.integrations.servers import StripePage

from .town import Town


def test_a_refused_card_and_a_good_one_on_the_same_page(town: Town) -> None:
    charge = town.fine(town.person())
    neighbour = town.passer_by()
    page = neighbour.chooses_by_code(charge.rf_code)
    assert page.pay(page.DECLINED_CARD).location is None
    receipt = neighbour.gets_receipt(page.pay())
    town.hears_the_gateway()
    assert receipt.total == Decimal("144.00")
    assert town.receipts() == [receipt.number]


def test_giving_up_and_coming_back(town: Town) -> None:
    charge = town.fine(town.person())
    neighbour = town.passer_by()
    page = neighbour.chooses_by_code(charge.rf_code)
    page.pay(page.POOR_CARD)
    town.hears_the_gateway()

    unpaid = neighbour.comes_back(page.cancel())
    assert "Δεν έχετε πληρώσει ακόμη" in unpaid.text
    assert "Η κάρτα δεν έχει αρκετά χρήματα" in unpaid.text
    assert unpaid.link("Συνέχεια στη σελίδα πληρωμής") == page.url

    given_up = neighbour.browser.send(unpaid, action="/give-up/")
    assert "Η πληρωμή δεν ολοκληρώθηκε" in given_up.text
    assert page.pay().location is None

    again = neighbour.browser.send(given_up, action="/again/")
    receipt = neighbour.gets_receipt(StripePage(again.outside).pay())
    assert receipt.total == Decimal("144.00")
    assert town.trial_balance() == {"15609": Decimal("-144.00"), "49301": Decimal("144.00")}


def test_the_bank_asks_and_the_payer_says_no_then_yes(town: Town) -> None:
    charge = town.fine(town.person())
    neighbour = town.passer_by()
    page = neighbour.chooses_by_code(charge.rf_code)
    page.pay(page.CHALLENGED_CARD)
    page.fail_challenge()
    page.pay(page.CHALLENGED_CARD)
    receipt = neighbour.gets_receipt(page.complete_challenge())
    assert receipt.total == Decimal("144.00")


def test_a_page_left_open_frees_the_debt_by_itself(town: Town) -> None:
    charge = town.fine(town.person())
    neighbour = town.passer_by()
    first = neighbour.chooses_by_code(charge.rf_code)
    second = neighbour.chooses_by_code(charge.rf_code)
    assert first.pay().location is None
    town.hears_the_gateway()
    assert neighbour.gets_receipt(second.pay()).total == Decimal("144.00")
