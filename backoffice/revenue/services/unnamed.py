"""Money that came for a debtor without saying for which debt."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.kernel.money import ZERO
from backoffice.ledger import services as ledger
from backoffice.ledger.services import LineSpec
from backoffice.revenue.models import Charge, Credit, Method, Payment, Receipt
from backoffice.revenue.queries.spreading import LEAST_PART, SumPart, spread_sum
from backoffice.revenue.states import ChargeState

from .crediting import PaymentReport
from .errors import BankReferenceUsed, NothingOwed, UnknownCharge
from .payments import order
from .recording import record_payment

#: The way of paying of money that rested among collections under investigation.
RESTED = "unnamed"


@transaction.atomic
def record_unnamed(
    *,
    debtor_id: int,
    amount: Decimal,
    method: str,
    bank_reference: str,
    paid_at: datetime,
    channel: str,
    actor: User | None,
    at: datetime,
    charge_id: int | None = None,
) -> Receipt:
    """Book money of a bank's report that names a debtor and no debt; again gives the same receipt.

    It goes to what an arrangement asks for now, then to the oldest debts, then to what lapses
    soonest; what no debt can take is kept as the debtor's credit.
    Legal source: ν.4978/2022 (ΚΕΔΕ) άρθρο 3 §3.

    :param amount: euros that came
    :param method: the code of a way of paying
    :param bank_reference: the bank's own name for this transfer, never used for another
    :param charge_id: the debt of that debtor that it was for, if somebody found it out
    :raises UnknownCharge: if that debt is another person's
    :raises NothingOwed: if the debtor owes nothing at all
    :raises BankReferenceUsed: if the reference belongs to another debtor's money
    """
    key = f"unnamed:{bank_reference}"[:120]
    known = Payment.objects.filter(key=key).first()
    if known is None:
        known = _order(debtor_id, charge_id, amount, method, key, paid_at, at)
    elif known.party_id != debtor_id:
        raise BankReferenceUsed(
            _(
                "The bank reference %(reference)s is booked already for another payment. "
                "Check the bank's report; the same money is not booked twice."
            )
            % {"reference": bank_reference}
        )
    report = PaymentReport(known.code, amount, bank_reference, paid_at, channel)
    return record_payment(report, at=at, actor=actor)


def _order(
    debtor_id: int,
    charge_id: int | None,
    amount: Decimal,
    method: str,
    key: str,
    paid_at: datetime,
    at: datetime,
) -> Payment:
    # Debts are locked before they are read, so that a payment under way is seen.
    open_now = Charge.objects.select_for_update(no_key=True).filter(
        debtor_id=debtor_id, state=ChargeState.OPEN
    )
    list(open_now.order_by("pk").values_list("pk", flat=True))
    day = athens_day(paid_at)
    return order(
        payer=None,
        items=_wanted(debtor_id, charge_id, amount, day),
        method=method,
        key=key,
        at=at,
        ordered_on=day,
    )


def _wanted(
    debtor_id: int, charge_id: int | None, amount: Decimal, day: date
) -> list[tuple[int, Decimal | None]]:
    if charge_id is not None:
        if not Charge.objects.filter(pk=charge_id, debtor=debtor_id).exists():
            raise UnknownCharge(_("This debtor has no such debt. Look the number up again."))
        return [(charge_id, None)]
    spread = spread_sum(debtor_id, amount, day, least=ZERO)
    if not spread.parts:
        raise NothingOwed(_("This debtor owes nothing. Send the money back, or find whose it is."))
    return _items(spread.parts)


@transaction.atomic
def keep_unnamed(
    *, debtor_id: int, amount: Decimal, source: Source, reason: str, actor: User, at: datetime
) -> Credit:
    """Keep money of a bank's report that rested as the credit of the person whose it is.

    Who pays back or sets off a credit decides on it by an act; this only says whose it is.

    :param amount: euros
    :param source: the line of the report; it is booked once
    """
    method = Method.objects.get(code=RESTED)
    entry = ledger.post(
        journal="COL",
        on=athens_day(at),
        lines=[
            LineSpec(method.clearing_account, amount, 0),
            LineSpec(method.credit_account, 0, amount, "", debtor_id),
        ],
        source=source,
        purpose="kept",
        text=reason[:240],
        actor=actor,
        at=at,
    )
    credit = Credit.objects.create(
        party_id=debtor_id,
        account=method.credit_account,
        amount=amount,
        booked_on=athens_day(at),
        reason=reason[:400],
        entry_id=entry.pk,
    )
    after = {"amount": amount, "source": str(source)}
    record("revenue.credit.kept", credit, actor=actor, at=at, on_behalf_of=debtor_id, after=after)
    return credit


def _items(parts: Sequence[SumPart]) -> list[tuple[int, Decimal | None]]:
    """Return what each debt is to take; a part too small to be asked for stands last and takes
    what is left.
    """
    plain = [(part.debt.charge_id, part.amount) for part in parts if not _is_small(part)]
    small = [(part.debt.charge_id, None) for part in parts if _is_small(part)]
    return [*plain, *small]


def _is_small(part: SumPart) -> bool:
    return part.amount < min(LEAST_PART, part.debt.total)
