"""Orders to pay: ISO 20022 `pain.001.001.09`, customer credit transfer initiation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from lxml import etree

from .latin import latin

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
NAME, TEXT, REFERENCE = 70, 140, 35


@dataclass(frozen=True, slots=True)
class CreditTransfer:
    """One payment of an order.

    :ivar reference: our name for it, at most 35 characters; it comes back in the statement
    :ivar amount: euros
    """

    reference: str
    amount: Decimal
    name: str
    iban: str
    text: str


@dataclass(frozen=True, slots=True)
class Order:
    """Transfers out of one account on one day; `reference` is never used for another order."""

    reference: str
    made_at: datetime
    pay_on: date
    name: str
    iban: str
    bic: str
    transfers: Sequence[CreditTransfer]


def write(order: Order) -> bytes:
    """Return an order as the file that the bank takes.

    :raises ValueError: if it holds no transfer, or a reference is too long
    """
    references = [order.reference, *(transfer.reference for transfer in order.transfers)]
    if not order.transfers or any(len(reference) > REFERENCE for reference in references):
        raise ValueError("an order has transfers, and references of at most 35 characters")
    document = etree.Element("Document", nsmap={None: NAMESPACE})
    body = etree.SubElement(document, "CstmrCdtTrfInitn")
    _header(etree.SubElement(body, "GrpHdr"), order)
    _payment(etree.SubElement(body, "PmtInf"), order)
    return etree.tostring(document, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _put(parent: etree._Element, path: str, text: str) -> etree._Element:
    """Add an element, and the ones that lead to it."""
    for tag in path.split("/"):
        parent = etree.SubElement(parent, tag)
    parent.text = text
    return parent


def _sums(parent: etree._Element, order: Order) -> None:
    _put(parent, "NbOfTxs", str(len(order.transfers)))
    total = sum((transfer.amount for transfer in order.transfers), Decimal(0))
    _put(parent, "CtrlSum", f"{total:.2f}")


def _header(header: etree._Element, order: Order) -> None:
    _put(header, "MsgId", order.reference)
    _put(header, "CreDtTm", order.made_at.isoformat(timespec="seconds"))
    _sums(header, order)
    _put(header, "InitgPty/Nm", latin(order.name, NAME))


def _payment(payment: etree._Element, order: Order) -> None:
    _put(payment, "PmtInfId", order.reference)
    _put(payment, "PmtMtd", "TRF")
    _sums(payment, order)
    _put(payment, "PmtTpInf/SvcLvl/Cd", "SEPA")
    _put(payment, "ReqdExctnDt/Dt", order.pay_on.isoformat())
    _put(payment, "Dbtr/Nm", latin(order.name, NAME))
    _put(payment, "DbtrAcct/Id/IBAN", order.iban)
    if order.bic:
        _put(payment, "DbtrAgt/FinInstnId/BICFI", order.bic)
    else:
        _put(payment, "DbtrAgt/FinInstnId/Othr/Id", "NOTPROVIDED")
    _put(payment, "ChrgBr", "SLEV")
    for transfer in order.transfers:
        _transfer(etree.SubElement(payment, "CdtTrfTxInf"), transfer)


def _transfer(part: etree._Element, transfer: CreditTransfer) -> None:
    _put(part, "PmtId/EndToEndId", transfer.reference)
    _put(part, "Amt/InstdAmt", f"{transfer.amount:.2f}").set("Ccy", "EUR")
    _put(part, "Cdtr/Nm", latin(transfer.name, NAME))
    _put(part, "CdtrAcct/Id/IBAN", transfer.iban)
    _put(part, "RmtInf/Ustrd", latin(transfer.text, TEXT))
