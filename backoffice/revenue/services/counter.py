"""Money at the counter, and credit that pays a debt."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backoffice.identity.models import User
from backoffice.revenue import tills
from backoffice.revenue.models import Credit, Payment, Receipt
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
    credit = Credit.objects.select_for_update(no_key=True).get(pk=credit_id, of=None)
    left = unspent(credit)
    if not 0 < amount <= left:
        raise CreditTooSmall(
            _("The credit holds %(left)s. Use that or less.") % {"left": euro(left)}
        )
    key = f"credit-{credit.pk}-{credit.uses.count()}"
    payment = order(payer=None, items=[(charge_id, amount)], method="credit", key=key, at=at)
    if payment.party_id != credit.party_id:
        raise CreditTooSmall(_("A credit pays the debts of its own debtor only. Choose another."))
    receipt = record_payment(
        PaymentReport(payment.code, amount, key, at, "credit"), at=at, actor=actor
    )
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


def unspent(credit: Credit) -> Decimal:
    """Return what is left of a credit, in euros."""
    return credit.amount + sum(use.amount for use in credit.uses.all())
