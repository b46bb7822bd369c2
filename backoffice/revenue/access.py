"""The only way a page gets a row: each way of reaching it has its function and its conditions.

The wrong person is told "not found", as is whoever asks for what does not exist.
"""

from collections.abc import Collection, Sequence
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from backoffice.identity.models import User
from backoffice.party.queries import find_parties, party_by_code, represented_party_ids

from .models import Charge, ChargeList, Credit, Exemption, Payment, Receipt

Visitor = User | AnonymousUser

PAY = "pay"


def visible_party_ids(user: Visitor) -> set[int]:
    """Return the parties whose debts a user may see and pay: the own one and the mandated."""
    if not user.is_authenticated:
        return set()
    return represented_party_ids(user, PAY)


def charge_for(user: Visitor, code: str) -> Charge:
    """Return a charge to staff who see charges and to whoever may pay for its debtor.

    :raises Http404: to everybody else
    """
    charge = Charge.objects.filter(code=code).select_related("kind").first()
    if charge is None:
        raise Http404
    if user.has_perm("revenue.view_charge"):
        return charge
    if charge.debtor_id in visible_party_ids(user):
        return charge
    raise Http404


def charges_for(user: Visitor, codes: Sequence[str]) -> list[Charge]:
    """Return charges in the order of their codes, all of them or none.

    :raises Http404: if one of them is missing or not the user's to see
    """
    found = {c.code: c for c in Charge.objects.filter(code__in=codes).select_related("kind")}
    if set(found) != set(codes):
        raise Http404
    if user.has_perm("revenue.view_charge"):
        return [found[code] for code in codes]
    visible = visible_party_ids(user)
    if all(charge.debtor_id in visible for charge in found.values()):
        return [found[code] for code in codes]
    raise Http404


def payment_for(user: Visitor, code: str, *, in_hand: Collection[str] = ()) -> Payment:
    """Return a payment to its payer, to whoever may pay for its party, and to staff.

    :param in_hand: codes that this very visitor's session started without signing in
    :raises Http404: to everybody else
    """
    payment = Payment.objects.filter(code=code).select_related("method").first()
    if payment is None:
        raise Http404
    if payment.payer_id is None and code in in_hand:
        return payment
    if payment.payer_id is not None and payment.payer_id == user.pk:
        return payment
    if user.has_perm("revenue.view_payment"):
        return payment
    if payment.party_id in visible_party_ids(user):
        return payment
    raise Http404


def receipt_for(user: Visitor, code: str, *, in_hand: Collection[str] = ()) -> Receipt:
    """Return a receipt to whoever may see its payment, and to staff who see receipts.

    :param in_hand: codes of payments that this very visitor's session started
    :raises Http404: to everybody else
    """
    receipt = Receipt.objects.filter(code=code).select_related("payment").first()
    if receipt is None:
        raise Http404
    if user.has_perm("revenue.view_receipt"):
        return receipt
    payment_for(user, receipt.payment.code, in_hand=in_hand)
    return receipt


def credit_for(user: Visitor, pk: int) -> Credit:
    """Return a credit kept, to staff who pay credits back.

    :raises Http404: to everybody else
    """
    if not user.has_perm("revenue.refund_credit"):
        raise Http404
    credit = Credit.objects.filter(pk=pk, of=None).first()
    if credit is None:
        raise Http404
    return credit


def debtor_for(user: Visitor, code: str) -> Any:
    """Return a person or business of the register, to staff who see charges.

    :raises Http404: to everybody else
    """
    party = party_by_code(code) if user.has_perm("revenue.view_charge") else None
    if party is None:
        raise Http404
    return party


def debtors_found(user: Visitor, text: str) -> QuerySet[Any]:
    """Return the persons and businesses that a text names, to staff who see charges.

    :raises PermissionDenied: to everybody else
    """
    require(user, "revenue.view_charge")
    return find_parties(text).order_by("sort_key", "pk")


def exemptions_of(user: Visitor, party_id: int) -> QuerySet[Exemption]:
    """Return a person's exemptions from interest, to staff who see them.

    :raises PermissionDenied: to everybody else
    """
    require(user, "revenue.view_exemption")
    return Exemption.objects.filter(party=party_id).order_by("first", "pk")


def exemption_for(user: Visitor, pk: int) -> Exemption:
    """Return an exemption from interest, to staff who enter them.

    :raises Http404: to everybody else
    """
    found = Exemption.objects.select_related("party").filter(pk=pk).first()
    if found is None or not user.has_perm("revenue.add_exemption"):
        raise Http404
    return found


def charges_seen_by(user: Visitor) -> QuerySet[Charge]:
    """Return every charge, to staff who see charges.

    :raises PermissionDenied: to everybody else
    """
    require(user, "revenue.view_charge")
    return Charge.objects.select_related("kind", "debtor")


def require(user: Visitor, permission: str) -> None:
    """Refuse a user without a permission.

    :raises PermissionDenied: if the user's roles do not hold it
    """
    if not user.has_perm(permission):
        raise PermissionDenied


def list_for(user: Visitor, code: str) -> ChargeList:
    """Return a list of charges, to staff who see lists.

    :raises Http404: to everybody else
    """
    if not user.has_perm("revenue.view_chargelist"):
        raise Http404
    found = (
        ChargeList.objects.select_related(
            "kind", "entry", "corrects", "drafted_by", "checked_by", "certified_by"
        )
        .filter(code=code)
        .first()
    )
    if found is None:
        raise Http404
    return found
