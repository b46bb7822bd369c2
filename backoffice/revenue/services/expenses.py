"""What it costs to collect a debt, owed with it and credited before everything else."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.codes import new_code
from backoffice.kernel.dates import athens_day
from backoffice.kernel.money import cents
from backoffice.ledger import services as ledger
from backoffice.ledger.services import LineSpec
from backoffice.revenue.models import Charge, Expense
from backoffice.revenue.positions import positions_of
from backoffice.revenue.states import ChargeState

from .errors import AmountTooSmall, ExpensesPaid, NothingOwed, ReasonMissing, UnknownCharge


@transaction.atomic
def charge_expenses(
    *,
    charge_id: int,
    amount: Decimal,
    reason: str,
    actor: User | None,
    at: datetime,
    source: Source | None = None,
) -> Expense:
    """Add a cost of collecting an open debt to what is owed on it; money pays it first.

    The same source again returns what is charged already.
    Legal source of the order of crediting: ν.4978/2022 (ΚΕΔΕ) άρθρο 6 §2.

    :param amount: euros
    :param reason: what was done, such as the service of a notice
    :param source: the act that cost it; without one each call charges anew
    :raises UnknownCharge: if there is no such charge
    :raises NothingOwed: if it is settled or cancelled
    :raises AmountTooSmall: if the amount is not above zero, in whole cents
    :raises ReasonMissing: if no reason is given
    """
    if not reason.strip():
        raise ReasonMissing(_("State the reason; it stays with the charge."))
    if amount <= 0 or amount != cents(amount):
        raise AmountTooSmall(_("Enter an amount above zero with at most two decimals."))
    charge = _locked(charge_id)
    origin = source or Source("revenue.expense", new_code())
    known = Expense.objects.filter(
        charge=charge, source_kind=origin.kind, source_id=origin.id
    ).first()
    if known is not None:
        return known
    if charge.state != ChargeState.OPEN:
        raise NothingOwed(
            _("Charge %(number)s is settled or cancelled. Expenses go with an open debt.")
            % {"number": charge}
        )
    return _write(charge, None, amount, origin, reason, actor, at)


@transaction.atomic
def take_back_expenses(
    *, expense_id: int, reason: str, actor: User | None, at: datetime
) -> Expense:
    """Take back expenses that were charged by mistake and are not paid; again changes nothing.

    :raises ExpensesPaid: if money is credited to them
    :raises ReasonMissing: if no reason is given
    """
    if not reason.strip():
        raise ReasonMissing(_("State the reason; it stays with the charge."))
    expense = Expense.objects.get(pk=expense_id, of=None)
    charge = _locked(expense.charge_id)
    known = Expense.objects.filter(of=expense).first()
    if known is not None:
        return known
    if positions_of([charge.pk])[charge.pk].expenses_open < expense.amount:
        raise ExpensesPaid(
            _("These expenses are paid. Reverse the payment first, then take them back.")
        )
    origin = Source("revenue.expense", f"{expense.pk}")
    return _write(charge, expense, -expense.amount, origin, reason, actor, at)


def _locked(charge_id: int) -> Charge:
    charge = (
        Charge.objects.select_for_update(no_key=True, of=("self",))
        .select_related("kind")
        .filter(pk=charge_id)
        .first()
    )
    if charge is None:
        raise UnknownCharge(_("There is no such charge. Go back to the list and choose one."))
    return charge


def _write(
    charge: Charge,
    of: Expense | None,
    amount: Decimal,
    source: Source,
    reason: str,
    actor: User | None,
    at: datetime,
) -> Expense:
    today, kind = athens_day(at), charge.kind
    lines = [
        LineSpec(
            kind.expenses_receivable_account,
            abs(amount),
            0,
            "",
            charge.debtor_id,
            kind.expenses_ale,
        ),
        LineSpec(
            kind.expenses_income_account, 0, abs(amount), "", charge.debtor_id, kind.expenses_ale
        ),
    ]
    entry = ledger.post(
        journal="REV",
        on=today,
        lines=lines if amount > 0 else [line.turned() for line in lines],
        source=Source("revenue.charge", charge.code),
        purpose=f"expenses:{Expense.objects.filter(charge=charge).count() + 1}",
        text=reason[:240],
        actor=actor,
        at=at,
    )
    expense = Expense.objects.create(
        charge=charge,
        of=of,
        source_kind=source.kind,
        source_id=source.id,
        amount=amount,
        reason=reason[:400],
        on=today,
        actor=actor,
        entry_id=entry.pk,
    )
    verb = "revenue.expenses.charged" if of is None else "revenue.expenses.taken_back"
    after = {"charge": charge.code, "amount": amount, "source": str(source)}
    record(
        verb,
        expense,
        actor=actor,
        at=at,
        on_behalf_of=charge.debtor_id,
        after=after,
        note=reason,
    )
    return expense
