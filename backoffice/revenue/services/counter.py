"""Money at the counter, and credit that pays a debt."""

from datetime import date, datetime, time
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backoffice.identity.models import User
from backoffice.kernel.dates import ATHENS, athens_day
from backoffice.revenue import tills
from backoffice.revenue.models import Charge, Credit, Payment, Receipt
from theme.formatting import euro

from .crediting import PaymentReport
from .errors import CreditTooSmall
from .payments import Items, order
from .recording import record_payment


@transaction.atomic
def take_cash(*, items: Items, key: str, actor: User, at: datetime) -> Receipt:
    """Take cash for debts at the counter and give the receipt, in one transaction.

    :param items: charges with euros, or none for all that is owed today
    :param key: unique for this form; the same key again gives the same receipt
    :raises TakenAtTheDesk: if the town keeps cash desks, which take it then
    :raises DomainError: as `start_payment` does
    """
    if not Payment.objects.filter(key=key).exists():
        tills.refuse_outside("cash")
    return take_at_counter(items=items, method="cash", key=key, actor=actor, at=at)


@transaction.atomic
def take_at_counter(
    *,
    items: Items,
    method: str,
    key: str,
    actor: User | None,
    at: datetime,
    language: str = "el",
    email: str = "",
) -> Receipt:
    """Take money that is in hand and give the receipt, in one transaction.

    Only the module that keeps the cash desks calls it, within a session of the cashier.

    :param items: charges with euros, or none for all that is owed today
    :param method: the code of a way of paying at the counter
    :param key: unique for this form; the same key again gives the same receipt
    :param email: where a copy of the receipt is sent
    :raises DomainError: as `start_payment` does
    """
    payment = order(
        payer=None, items=items, method=method, key=key, at=at, language=language, email=email
    )
    report = PaymentReport(payment.code, payment.amount, f"{method}-{payment.code}", at, "counter")
    return record_payment(report, at=at, actor=actor)


@transaction.atomic
def use_credit(
    *, credit_id: int, charge_id: int, amount: Decimal, actor: User | None, at: datetime
) -> Receipt:
    """Pay a debt, or a part of it, with a credit that the town keeps for the debtor.

    :param amount: euros
    :raises CreditTooSmall: if the credit holds less, or belongs to another debtor
    """
    # Debts before credits, as reversals lock them.
    list(Charge.objects.select_for_update(no_key=True).filter(pk=charge_id))
    credit = Credit.objects.select_for_update(no_key=True).get(pk=credit_id, of=None)
    left = unspent(credit)
    if not 0 < amount <= left:
        raise CreditTooSmall(
            _("The credit holds %(left)s. Use that or less.") % {"left": euro(left)}
        )
    key = f"credit-{credit.pk}-{credit.uses.count()}"
    receipt = spend(credit, charge_id, amount, key=key, value_on=athens_day(at), actor=actor, at=at)
    Credit.objects.create(
        party_id=credit.party_id,
        of=credit,
        account=credit.account,
        amount=-amount,
        booked_on=receipt.on,
        reason=str(receipt),
        reference=key,
        entry_id=receipt.entry_id,
    )
    return receipt


def spend(
    credit: Credit,
    charge_id: int,
    amount: Decimal,
    *,
    key: str,
    value_on: date,
    actor: User | None,
    at: datetime,
) -> Receipt:
    """Settle a debt with a locked credit and give the receipt; the caller writes the credit's use.

    :param value_on: the day from which the debt counts as paid
    :raises CreditTooSmall: if the debt belongs to another person
    """
    payment = order(
        payer=None,
        items=[(charge_id, amount)],
        method="credit",
        key=key,
        at=at,
        ordered_on=value_on,
    )
    if payment.party_id != credit.party_id:
        raise CreditTooSmall(_("A credit pays the debts of its own debtor only. Choose another."))
    noon = datetime.combine(value_on, time(12), ATHENS)
    report = PaymentReport(payment.code, amount, key, noon, "credit")
    return record_payment(report, at=at, actor=actor)


def unspent(credit: Credit) -> Decimal:
    """Return what is left of a credit, in euros."""
    return credit.amount + sum(use.amount for use in credit.uses.all())
