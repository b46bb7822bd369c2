"""The main job: a hotelier declares a month, pays by card, and the books balance."""

from decimal import Decimal

from pypdf import PdfReader

from .people import amounts
from .town import Town


def test_a_hotelier_declares_pays_and_gets_a_receipt(town: Town) -> None:
    hotel = town.hotel()
    hotelier = town.citizen()
    hotelier.signs_in()

    sent = hotelier.declares(hotel, "2026-03", "48.000,00")  # 48,000.00 of rooms at 0.5 %
    assert Decimal("240.00") in amounts(sent.text)
    assert town.execution() == (Decimal("240.00"), Decimal("0.00"))
    assert town.trial_balance() == {"11108": Decimal("-240.00"), "48101": Decimal("240.00")}

    debts = hotelier.sees_debts()
    assert "Τέλος διαμονής παρεπιδημούντων" in debts.text
    receipt = hotelier.pays()
    assert receipt.total == Decimal("240.00")
    assert receipt.number == "A-2026-000001"

    town.hears_the_gateway()
    assert town.receipts() == [receipt.number]
    assert town.execution() == (Decimal("240.00"), Decimal("240.00"))
    assert town.trial_balance() == {"11108": Decimal("-240.00"), "49301": Decimal("240.00")}

    (letter,) = town.letters(receipt.number)
    assert hotelier.opens_mail(letter).number == receipt.number
    assert "Δεν υπάρχουν οφειλές" in hotelier.sees_debts().text
    statement = hotelier.browser.open("/el/account/debts/statement/").text
    assert receipt.number in statement
    place = hotelier.browser.open(f"/el/services/tourist-fee/{hotel.code}/").text
    assert "240,00" in place


def test_the_receipt_is_a_document_to_keep(town: Town, tmp_path) -> None:
    hotel = town.hotel()
    hotelier = town.citizen()
    hotelier.signs_in()
    hotelier.declares(hotel, "2026-03", "48.000,00")
    receipt = hotelier.pays()
    file = tmp_path / "receipt.pdf"
    file.write_bytes(hotelier.saves_pdf(receipt))
    words = PdfReader(file).pages[0].extract_text()
    assert receipt.number in words
    assert "240,00" in words


def test_a_month_without_guests_owes_nothing(town: Town) -> None:
    hotel = town.hotel()
    hotelier = town.citizen()
    hotelier.signs_in()
    sent = hotelier.declares(hotel, "2026-03")
    assert "0,00" in sent.text
    assert "Δεν υπάρχουν οφειλές" in hotelier.sees_debts().text
    assert town.trial_balance() == {}
