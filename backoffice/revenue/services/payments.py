"""Payments until the bank answers: started, given a session, failed or abandoned."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day
from backoffice.kernel.money import ZERO, cents
from backoffice.kernel.states import check_move
from backoffice.revenue.models import Charge, Method, Payment, PaymentItem
from backoffice.revenue.positions import Position, positions_of, regimes_of
from backoffice.revenue.states import PAYMENT_MOVES, PaymentState
from theme.formatting import euro

from .errors import (
    AmountTooLarge,
    AmountTooSmall,
    KeyReused,
    NothingChosen,
    NothingOwed,
    UnknownCharge,
    UnknownMethod,
    UnknownPayment,
)

LEAST_PART = Decimal("1.00")

Items = Sequence[tuple[int, Decimal | None]]


@transaction.atomic(durable=True)
def start_payment(
    *,
    payer: User | None,
    items: Items,
    method: str,
    key: str,
    at: datetime,
    on_behalf_of: int | None = None,
    language: str = "el",
    email: str = "",
) -> Payment:
    """Order a payment of one or several debts; it is committed before any bank is called.

    The same key with the same content returns the same payment. The payment returned carries, as
    `supersedes`, the payments in progress for the same debts, whose sessions should be closed.

    :param payer: who pays; none for somebody who pays by payment code without signing in
    :param items: charges with euros, or none for all that is owed on the day
    :param method: the code of a way of paying
    :param key: unique for this request, made by the form
    :param on_behalf_of: the party for whom the payer acts
    :raises NothingChosen: if no debt, or one debt twice, is chosen
    :raises NothingOwed: if a chosen debt is settled or cancelled
    :raises AmountTooLarge: if an amount is above what is owed
    :raises AmountTooSmall: if a part is below one euro
    :raises KeyReused: if the key stands for another request
    """
    return order(
        payer=payer,
        items=items,
        method=method,
        key=key,
        at=at,
        on_behalf_of=on_behalf_of,
        language=language,
        email=email,
    )


def order(
    *,
    payer: User | None,
    items: Items,
    method: str,
    key: str,
    at: datetime,
    on_behalf_of: int | None = None,
    language: str = "el",
    email: str = "",
    ordered_on: date | None = None,
) -> Payment:
    """Do what `start_payment` does inside the caller's transaction.

    :param ordered_on: the day from which it counts as paid, where the law says another than today
    """
    day = ordered_on or athens_day(at)
    ids = [charge_id for charge_id, _amount in items]
    if not ids or len(set(ids)) != len(ids):
        raise NothingChosen(_("Choose at least one debt, and each debt once."))
    asked = _fingerprint(payer, items, method)
    known = Payment.objects.filter(key=key).first()
    if known is None:
        wanted, found = _lock_and_price(items, day)
        fields: dict[str, Any] = {
            "payer": payer,
            "party_id": found[ids[0]].debtor_id,
            "method_id": _method(method),
            "key": key,
            "asked": asked,
            "amount": sum(wanted.values(), ZERO),
            "language": language,
            "email": email,
            "ordered_on": day,
            "started_at": at,
        }
        known = _create(fields, wanted, key, at, on_behalf_of)
    if known.asked != asked:
        raise KeyReused(
            _("This form was sent already with other debts. Go back to your debts and start again.")
        )
    known.supersedes = in_progress_for(known)
    return known


def _fingerprint(payer: User | None, items: Items, method: str) -> str:
    asked = [
        payer.pk if payer else None,
        method,
        sorted([charge_id, str(amount)] for charge_id, amount in items),
    ]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()


def _method(code: str) -> str:
    if not Method.objects.filter(code=code).exists():
        raise UnknownMethod(
            _("The way of paying “%(code)s” is not set up. Choose another one.") % {"code": code}
        )
    return code


def _lock_and_price(items: Items, today: date) -> tuple[dict[int, Decimal], dict[int, Position]]:
    ids = [charge_id for charge_id, _amount in items]
    locked = Charge.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    if len(locked.values_list("pk", flat=True)) != len(ids):
        raise UnknownCharge(_("There is no such debt. Go back to your debts and choose again."))
    found = positions_of(ids)
    grown = regimes_of(found.values(), today)
    wanted = {}
    for charge_id, amount in items:
        position = found[charge_id]
        late = grown.get(position.regime_id or 0)
        total = position.owed(late.regime if late else None, today).total
        wanted[charge_id] = _price(position, amount, total)
    return wanted, found


def _price(position: Position, amount: Decimal | None, total: Decimal) -> Decimal:
    if total <= 0:
        raise NothingOwed(
            _("Nothing is owed on %(number)s any more. Take it out of the payment.")
            % {"number": position.label}
        )
    if amount is None:
        return total
    if amount > total:
        raise AmountTooLarge(
            _("You owe %(total)s. Enter that amount or less.") % {"total": euro(total)}
        )
    if amount < min(LEAST_PART, total) or amount != cents(amount):
        raise AmountTooSmall(
            _("Pay at least %(least)s, with at most two decimals.")
            % {"least": euro(min(LEAST_PART, total))}
        )
    return amount


def _create(
    fields: dict[str, Any],
    wanted: dict[int, Decimal],
    key: str,
    at: datetime,
    on_behalf_of: int | None,
) -> Payment:
    try:
        with transaction.atomic():
            payment = Payment.objects.create(**fields)
    except IntegrityError:
        # The same form was sent twice at once; the other one was first.
        return Payment.objects.get(key=key)
    PaymentItem.objects.bulk_create(
        PaymentItem(payment=payment, charge_id=charge_id, position=place, amount=amount)
        for place, (charge_id, amount) in enumerate(wanted.items(), 1)
    )
    record(
        "revenue.payment.started",
        payment,
        actor=payment.payer,
        at=at,
        on_behalf_of=on_behalf_of,
        after={"amount": payment.amount, "method": payment.method_id},
    )
    return payment


def in_progress_for(payment: Payment) -> list[Payment]:
    """Return the other payments in progress for any charge of a payment."""
    return list(
        Payment.objects.filter(
            state=PaymentState.STARTED, items__charge__payment_items__payment=payment
        )
        .exclude(pk=payment.pk)
        .distinct()
        .order_by("pk")
    )


def locked_payment(reference: str) -> Payment:
    """Lock a payment by its reference.

    :raises UnknownPayment: if there is none
    """
    payment = Payment.objects.select_for_update(no_key=True).filter(code=reference).first()
    if payment is None:
        raise UnknownPayment(
            _("No payment has the reference %(reference)s. Check it with the bank's report.")
            % {"reference": reference}
        )
    return payment


@transaction.atomic
def attach_session(
    *, payment_id: int, session_id: str, expires_at: datetime, at: datetime, url: str = ""
) -> Payment:
    """Keep the bank page's session with a payment in progress; again changes nothing.

    :param url: the address of the bank's page, so that the payer can be sent there again
    """
    payment = Payment.objects.select_for_update(no_key=True).get(pk=payment_id)
    if payment.session_id == session_id:
        return payment
    before = {"session_id": payment.session_id}
    payment.session_id, payment.session_url, payment.expires_at = session_id, url, expires_at
    payment.save(update_fields=["session_id", "session_url", "expires_at"])
    record(
        "revenue.payment.session",
        payment,
        actor=payment.payer,
        at=at,
        before=before,
        after={"session_id": session_id, "expires_at": expires_at},
    )
    return payment


@transaction.atomic
def fail_payment(*, reference: str, reason: str, at: datetime) -> Payment:
    """Note that the bank refused a payment; a settled one stays settled, again changes nothing.

    :raises UnknownPayment: if no payment has the reference
    """
    return _end(reference, PaymentState.FAILED, "revenue.payment.failed", reason, at)


@transaction.atomic
def abandon_payment(*, reference: str, at: datetime) -> Payment:
    """Note that a payment was given up or expired, which frees its debts for another one.

    A settled payment stays settled, and money that comes late still settles an abandoned one.

    :raises UnknownPayment: if no payment has the reference
    """
    return _end(reference, PaymentState.ABANDONED, "revenue.payment.abandoned", "", at)


def _end(reference: str, state: PaymentState, verb: str, reason: str, at: datetime) -> Payment:
    payment = locked_payment(reference)
    if payment.state != PaymentState.STARTED:
        return payment
    check_move(PAYMENT_MOVES, PaymentState(payment.state), state)
    payment.state, payment.reason = state, reason[:400]
    payment.save(update_fields=["state", "reason"])
    record(verb, payment, actor=None, at=at, note=reason)
    return payment
