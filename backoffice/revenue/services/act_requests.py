"""What is asked of the office: a credit back, a surcharge waived, a fee taken off; it proposes."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day
from backoffice.revenue.act_states import CAUSES, OPEN_ACTS, ActKind, ActState
from backoffice.revenue.models import Act

from .act_effects import Item, lock_rows
from .acts import check_reason, enter_act, new_act, withdraw_act


@transaction.atomic
def ask_refund(
    *, credit_id: int, amount: Decimal | None, iban: str, payee: str, actor: User, at: datetime
) -> Act:
    """Ask for a credit back; the office proposes it to the organ that decides.

    The same credit again, while a request is open, returns that request.

    :param amount: euros, or none for all that is left
    :raises BadIban: if the account number is wrong
    :raises ActDoesNotFit: if the credit holds less
    """
    items = [Item(credit_id=credit_id, amount=amount)]
    lock_rows(items)
    known = Act.objects.filter(
        kind=ActKind.REFUND,
        items__credit=credit_id,
        state__in=[ActState.ASKED, ActState.PROPOSED, ActState.APPROVED],
    ).first()
    if known is not None:
        return known
    act, effects = new_act(
        ActKind.REFUND, CAUSES[ActKind.REFUND][0], items, athens_day(at), "", iban, payee
    )
    act.state, act.requester = ActState.ASKED, actor
    act.reason = str(_("Application of the creditor"))
    return enter_act(act, items, effects, "revenue.act.asked", actor, at)


@transaction.atomic
def ask_waiver(*, charge_id: int, cause: str, reason: str, actor: User, at: datetime) -> Act:
    """Ask that the surcharge of a late debt be waived; the office proposes it to the organ.

    The same debt again, while a request is open, returns that request. The surcharge goes on
    meanwhile. Legal source: ν.3463/2006 άρθρο 174 §3.

    :param cause: one of the law's causes for a waiver
    :raises ReasonMissing: if no reasons are given
    :raises CauseUnfit: if the law knows no such cause
    :raises ActDoesNotFit: if the debt bears no surcharge
    """
    check_reason(reason)
    items = [Item(charge_id=charge_id)]
    lock_rows(items)
    known = Act.objects.filter(
        kind=ActKind.WAIVER, items__charge=charge_id, state__in=OPEN_ACTS
    ).first()
    if known is not None:
        return known
    act, effects = new_act(ActKind.WAIVER, cause, items, athens_day(at), "", "", "")
    act.state, act.requester = ActState.ASKED, actor
    act.reason = reason.strip()
    return enter_act(act, items, effects, "revenue.act.asked", actor, at)


@transaction.atomic
def ask_correction(
    *,
    charge_id: int,
    amount: Decimal,
    cause: str,
    reason: str,
    actor: User | None,
    at: datetime,
) -> Act:
    """Ask that a charge become less, paid or not; what was paid becomes the debtor's credit.

    The same charge and cause again, while a request is open, returns that request.

    :param amount: euros
    :param cause: one of the law's causes for a correction
    :raises ReasonMissing: if no reasons are given
    :raises CauseUnfit: if the law knows no such cause
    :raises ActDoesNotFit: if the charge holds less
    """
    check_reason(reason)
    items = [Item(charge_id=charge_id, amount=amount)]
    lock_rows(items)
    known = _open_correction(charge_id, cause).first()
    if known is not None:
        return known
    act, effects = new_act(ActKind.CORRECTION, cause, items, athens_day(at), "", "", "")
    act.state, act.requester = ActState.ASKED, actor
    act.reason = reason.strip()
    return enter_act(act, items, effects, "revenue.act.asked", actor, at)


@transaction.atomic
def drop_corrections(
    *, charge_id: int, cause: str, reason: str, actor: User | None, at: datetime
) -> int:
    """Withdraw corrections of a charge that were not carried out; return how many.

    :raises ReasonMissing: if no reasons are given
    """
    lock_rows([Item(charge_id=charge_id)])
    waiting = list(_open_correction(charge_id, cause).order_by("pk"))
    for act in waiting:
        withdraw_act(act_id=act.pk, reason=reason, actor=actor, at=at)
    return len(waiting)


def _open_correction(charge_id: int, cause: str) -> QuerySet[Act]:
    return Act.objects.filter(
        kind=ActKind.CORRECTION, cause=cause, items__charge=charge_id, state__in=OPEN_ACTS
    )
