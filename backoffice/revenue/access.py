"""The only way a page gets a row: each way of reaching it has its function and its conditions.

The wrong person is told "not found", as is whoever asks for what does not exist.
"""

from collections.abc import Collection, Sequence
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from backoffice.documents.access import departments_of
from backoffice.identity.models import User
from backoffice.party.queries import party_by_code, represented_party_ids

from .act_states import ActKind
from .models import Act, BankOrder, Charge, ChargeList, Credit, Objection, Payment, Receipt

Visitor = User | AnonymousUser

PAY = "pay"
PEOPLE = ("party", "proposer", "approver", "requester", "carrier", "opinion_by", "department")


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
    """Return a credit kept, to staff who propose acts and to whoever acts for the creditor.

    :raises Http404: to everybody else
    """
    credit = Credit.objects.filter(pk=pk, of=None).select_related("party").first()
    if credit is None:
        raise Http404
    if user.has_perm("revenue.propose_act") or credit.party_id in visible_party_ids(user):
        return credit
    raise Http404


def debtor_for(user: Visitor, code: str) -> Any:
    """Return a person of the register, by the public code, to staff who see charges.

    :raises Http404: to everybody else
    """
    party = party_by_code(code)
    if party is None or not user.has_perm("revenue.view_charge"):
        raise Http404
    return party


def own_charge_for(user: Visitor, code: str) -> Charge:
    """Return a charge to whoever may act for its debtor.

    :raises Http404: to everybody else, staff too
    """
    charge = charge_for(user, code)
    if charge.debtor_id in visible_party_ids(user):
        return charge
    raise Http404


def own_credit_for(user: Visitor, pk: int) -> Credit:
    """Return a credit to whoever may act for the creditor.

    :raises Http404: to everybody else, staff too
    """
    credit = credit_for(user, pk)
    if credit.party_id in visible_party_ids(user):
        return credit
    raise Http404


def own_objection_for(user: Visitor, code: str) -> Objection:
    """Return an objection to whoever may act for the debtor.

    :raises Http404: to everybody else, staff too
    """
    objection = objection_for(user, code)
    if objection.party_id in visible_party_ids(user):
        return objection
    raise Http404


def act_for(user: Visitor, code: str) -> Act:
    """Return an act to staff who see acts.

    :raises Http404: to everybody else
    """
    require(user, "revenue.view_act")
    act = Act.objects.select_related(*PEOPLE).filter(code=code).first()
    if act is None:
        raise Http404
    return act


def refund_for(user: Visitor, code: str) -> Act:
    """Return a refund to whoever acts for the creditor, and to staff who see acts.

    :raises Http404: to everybody else
    """
    found = Act.objects.select_related("party", "transfer")
    act = found.filter(code=code, kind=ActKind.REFUND).first()
    if act is None:
        raise Http404
    if user.has_perm("revenue.view_act") or act.party_id in visible_party_ids(user):
        return act
    raise Http404


def objection_for(user: Visitor, code: str) -> Objection:
    """Return an objection to whoever acts for the debtor, and to staff who see objections.

    :raises Http404: to everybody else
    """
    found = Objection.objects.select_related("charge__kind", "party", "entry__book", "act")
    objection = found.filter(code=code).first()
    if objection is None:
        raise Http404
    if user.has_perm("revenue.view_objection"):
        return objection
    if objection.party_id in visible_party_ids(user):
        return objection
    raise Http404


def order_for(user: Visitor, code: str) -> BankOrder:
    """Return a bank order to staff who see orders.

    :raises Http404: to everybody else
    """
    require(user, "revenue.view_bankorder")
    order = BankOrder.objects.select_related("made_by").filter(code=code).first()
    if order is None:
        raise Http404
    return order


def may_decide(user: User, act: Act) -> bool:
    """Tell whether a user may approve or refuse an act: the right, its unit, and not one's own."""
    if not user.has_perm("revenue.approve_act") or user.pk in (act.proposer_id, act.requester_id):
        return False
    return act.department_id is None or act.department_id in departments_of(user)


def require_decision(user: User, act: Act) -> None:
    """Refuse whoever works in another unit than the act's and is not its head.

    :raises PermissionDenied: to those
    """
    if act.department_id is not None and act.department_id not in departments_of(user):
        raise PermissionDenied


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


def certified_list_for(user: Visitor, code: str) -> ChargeList:
    """Return a certified list to staff who see lists; its charges can be served and collected.

    :raises Http404: to everybody else, and while it is not certified
    """
    found = list_for(user, code)
    if not found.is_certified or found.corrects_id is not None:
        raise Http404
    return found


def waiver_for(user: Visitor, code: str) -> Act:
    """Return a waiver to whoever acts for the debtor, and to staff who see acts.

    :raises Http404: to everybody else
    """
    found = Act.objects.select_related("party").prefetch_related("items__charge__kind")
    act = found.filter(code=code, kind=ActKind.WAIVER).first()
    if act is None:
        raise Http404
    if user.has_perm("revenue.view_act") or act.party_id in visible_party_ids(user):
        return act
    raise Http404
