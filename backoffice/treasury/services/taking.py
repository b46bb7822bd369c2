"""Money over the counter: taken in the cashier's open session, with the receipt, at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.revenue import queries as revenue_queries
from backoffice.revenue import services as revenue
from backoffice.treasury.errors import TooLittleTendered
from backoffice.treasury.models import Session, Taking
from backoffice.treasury.rules import change_of
from backoffice.treasury.states import Tender
from theme.formatting import euro

from .locks import session_to_take_in

KEY = "till:{key}"
Items = Sequence[tuple[int, Decimal | None]]


@dataclass(frozen=True, slots=True)
class Tendered:
    """How the payer pays.

    :param method: `cash` or `pos`
    :param handed: euros handed over in cash, for the change; none if exact
    :param reference: the terminal's approval number of a card payment
    """

    method: str
    handed: Decimal | None = None
    reference: str = ""


@transaction.atomic
def take_payment(
    *,
    items: Items,
    tendered: Tendered,
    key: str,
    actor: User,
    at: datetime,
    language: str = "el",
    email: str = "",
) -> Taking:
    """Take money for chosen debts and give the receipt; the same key again gives the same one.

    The amount comes from the debts. A killed process leaves nothing or all of it: payment,
    receipt, entry in the books and place in the session are one transaction.

    :param items: charges with euros, or none for all that is owed today
    :param key: unique for this form
    :param email: where a copy of the receipt is sent
    :raises NoOpenSession: if the cashier has no open session
    :raises TooLittleTendered: if less cash is handed over than is to be paid
    :raises DomainError: as `revenue.services.start_payment` does
    """
    known = _taken(key)
    if known is not None:
        _same_question(items, tendered, key, actor, at, language, email)
        return known
    session = session_to_take_in(actor, at)
    return _take(session, items, tendered, key, actor, at, language, email)


def _taken(key: str) -> Taking | None:
    return (
        Taking.objects.select_related("receipt", "session__desk")
        .filter(receipt__payment__key=KEY.format(key=key), receipt__reverses=None)
        .first()
    )


def _same_question(
    items: Items, tendered: Tendered, key: str, actor: User, at: datetime, *rest: str
) -> None:
    language, email = rest
    revenue.take_at_counter(
        items=items,
        method=tendered.method,
        key=KEY.format(key=key),
        actor=actor,
        at=at,
        language=language,
        email=email,
    )


def _take(
    session: Session,
    items: Items,
    tendered: Tendered,
    key: str,
    actor: User,
    at: datetime,
    language: str,
    email: str,
) -> Taking:
    try:
        receipt = revenue.take_at_counter(
            items=items,
            method=tendered.method,
            key=KEY.format(key=key),
            actor=actor,
            at=at,
            language=language,
            email=email,
        )
    except (revenue.NothingOwed, revenue.AmountTooLarge):
        # Sent several times at once, the form waited for its first copy, which settled the debt.
        known = _taken(key)
        if known is None:
            raise
        return known
    known = _taken(key)
    if known is not None:
        # The form was sent twice at once; the other one was first.
        return known
    return _keep(session, receipt, tendered, actor, at)


def _keep(session: Session, receipt: Any, tendered: Tendered, actor: User, at: datetime) -> Taking:
    is_cash = tendered.method == Tender.CASH
    handed = tendered.handed if is_cash else None
    if handed is not None and change_of(receipt.amount, handed) < 0:
        raise TooLittleTendered(
            _("%(due)s is to be paid and %(handed)s was handed over. Take the rest, or less debts.")
            % {"due": euro(receipt.amount), "handed": euro(handed)}
        )
    taking = Taking.objects.create(
        session=session,
        receipt=receipt,
        method=tendered.method,
        amount=receipt.amount,
        tendered=handed,
        reference=tendered.reference[:60],
        taken_at=at,
    )
    record(
        "treasury.payment.taken",
        taking,
        actor=actor,
        at=at,
        after={"session": str(session), "receipt": str(receipt), "amount": receipt.amount},
    )
    return taking


@dataclass(frozen=True, slots=True)
class AtOnce:
    """A revenue that is certified and collected in one act (οίκοθεν), outside any list.

    :param kind: the code of a kind of charge
    :param debtor_id: who pays
    :param facts: what the kind's assessor reads
    :param period: what it is for, if it has one
    """

    kind: str
    debtor_id: int
    facts: dict[str, Any]
    period: str = ""


@transaction.atomic
def take_at_once(
    *,
    revenue_facts: AtOnce,
    tendered: Tendered,
    key: str,
    actor: User,
    at: datetime,
    language: str = "el",
    email: str = "",
) -> Taking:
    """Certify a revenue and collect it in one transaction; the same key again changes nothing.

    :raises NoOpenSession: if the cashier has no open session
    :raises DomainError: as `raise_charge` and `take_payment` do
    """
    source, today = Source("treasury.at_once", key[:40]), athens_day(at)
    known = revenue_queries.charges_of_source([source])
    if not known:
        session_to_take_in(actor, at)
    charge = revenue.raise_charge(
        kind=revenue_facts.kind,
        facts=revenue_facts.facts,
        debtor_id=revenue_facts.debtor_id,
        source=source,
        on=known[0].on if known else today,
        due_on=known[0].due_on if known else today,
        period=revenue_facts.period,
        actor=actor,
        at=at,
    )
    return take_payment(
        items=[(charge.pk, None)],
        tendered=tendered,
        key=key,
        actor=actor,
        at=at,
        language=language,
        email=email,
    )
