"""Orders to pay, held against the schema that ISO 20022 publishes."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from integrations.banks import pain001
from integrations.banks.latin import latin
from integrations.banks.pain001 import CreditTransfer, Order

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).with_name("pain.001.001.09.xsd")))
IBAN = "GR1601101250000000012300695"
SPACE = {"p": pain001.NAMESPACE}


def order(*amounts: str, bic: str = "") -> Order:
    transfers = [
        CreditTransfer(f"2026-1-{place}", Decimal(amount), "Μπάμπης Ευαγγέλου & ΣΙΑ", IBAN, "§ 5 €")
        for place, amount in enumerate(amounts, 1)
    ]
    made = datetime(2026, 4, 10, 12, 0)  # noqa: DTZ001 - the message has local time
    town = "Δήμος Μινώας Ακτής"
    return Order("RF-2026-00001", made, date(2026, 4, 14), town, IBAN, bic, transfers)


@pytest.mark.parametrize("bic", ["", "ETHNGRAAXXX"])
def test_the_file_is_what_the_schema_asks(bic):
    document = etree.fromstring(pain001.write(order("6.00", "1234.56", bic=bic)))
    SCHEMA.assertValid(document)
    assert document.xpath("//p:CtrlSum/text()", namespaces=SPACE) == ["1240.56", "1240.56"]
    assert document.xpath("//p:Cdtr/p:Nm/text()", namespaces=SPACE)[0] == "Bampis Evangelou SIA"


def test_the_schema_can_refuse():
    document = etree.fromstring(pain001.write(order("6.00")).replace(b"<ChrgBr>SLEV", b"<ChrgBr>X"))
    assert not SCHEMA.validate(document)


def test_an_order_without_transfers_is_refused():
    with pytest.raises(ValueError, match="transfers"):
        pain001.write(order())


@pytest.mark.parametrize(
    ("greek", "spelled"),
    [
        ("Αυγουστίνος", "Avgoustinos"),
        ("ΕΥΘΥΜΙΟΥ", "EFTHYMIOU"),
        ("Χρήστος Ψαρράς", "Christos Psarras"),
        ("ΧΡΗΣΤΟΣ", "CHRISTOS"),
        ("Μαΐου", "Maiou"),
        ("Καμπάνης Άγγελος", "Kampanis Angelos"),
        ("«Ο Πλάτανος» Α.Ε.", "O Platanos A.E."),
    ],
)
def test_names_in_latin_letters(greek, spelled):
    assert latin(greek, 70) == spelled


def test_a_text_is_cut_to_its_length():
    assert latin("Παπαδόπουλος", 5) == "Papad"
