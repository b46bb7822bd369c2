"""What somebody chose to pay, checked before leaving for the card page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.errors import DomainError
from backoffice.revenue import access as revenue_access
from backoffice.revenue import queries as revenue_queries
from backoffice.revenue.access import Visitor
from theme import formatting

from .opening import Wish
from .payment_codes import open_debt
from .words import period

MINIMUM = Decimal("1.00")
ZERO = Decimal("0.00")


class WrongAmount(DomainError):
    """An amount is not between one euro and what is owed."""

    code = "wrong_amount"


class NothingOwedAnyMore(DomainError):
    """What was chosen is settled or cancelled."""

    code = "nothing_owed"


@dataclass(frozen=True, slots=True)
class Line:
    """One charge of the basket; amounts in euros."""

    charge_id: int
    code: str
    label: str
    owed: Decimal
    amount: Decimal
    debtor: str = ""

    @property
    def is_part(self) -> bool:
        """Whether less than what is owed is being paid."""
        return self.amount < self.owed


@dataclass(frozen=True, slots=True)
class Basket:
    """Everything that goes to one card page."""

    lines: tuple[Line, ...]
    on_behalf_of: int | None = None
    rf_code: str = ""

    @property
    def total(self) -> Decimal:
        """The amount that the card page will ask for, in euros."""
        return sum((line.amount for line in self.lines), ZERO)

    def wish(self, *, key: str, language: str, email: str = "") -> Wish:
        """Return the basket as the wish that begins a payment."""
        items = tuple((x.charge_id, x.amount if x.is_part else None) for x in self.lines)
        return Wish(items, key, language, email, self.on_behalf_of)


def basket_for(
    user: Visitor, codes: Sequence[str], amounts: Mapping[str, Decimal], on: date, language: str
) -> Basket:
    """Return the chosen debts of somebody signed in.

    :param amounts: euros by charge code, where less than everything is to be paid
    :raises Http404: if a charge is not there or not theirs
    :raises WrongAmount: if an amount is not payable
    :raises NothingOwedAnyMore: if all of them are settled
    """
    charges = revenue_access.charges_for(user, codes)
    debtors = {charge.debtor_id for charge in charges}
    chosen = set(codes)
    debts = [d for d in revenue_queries.debts_of(debtors, on) if d.code in chosen and d.total > 0]
    if not debts:
        raise NothingOwedAnyMore(_("Nothing is owed on what you chose; it may be paid already."))
    lines = tuple(_line_of(debt, amounts.get(debt.code), language) for debt in debts)
    return Basket(lines, debts[0].debtor_id)


def basket_by_rf(rf_code: str, amount: Decimal | None, on: date, visitor: str) -> Basket:
    """Return the debt of a payment code, for whoever holds the code.

    :param visitor: where the question comes from, see `payment_codes.visitor_of`
    :raises Http404: if no debt has this code
    :raises TooManyGuesses: after many unknown codes
    :raises NothingOwedAnyMore: if it is settled
    """
    debt = open_debt(rf_code, on, visitor)
    if debt is None:
        raise Http404
    if debt.total <= 0:
        raise NothingOwedAnyMore(_("Nothing is owed on this code; it may be paid already."))
    label = formatting.rf_groups(debt.rf_code)
    line = Line(debt.charge_id, debt.code, label, debt.total, _payable(amount, debt.total, label))
    return Basket((line,), rf_code=debt.rf_code)


def _line_of(debt: revenue_queries.Debt, amount: Decimal | None, language: str) -> Line:
    label = f"{debt.label(language)} {period(debt.period, language)}".strip()
    chosen = _payable(amount, debt.total, label)
    return Line(debt.charge_id, debt.code, label, debt.total, chosen, debt.debtor)


def _payable(amount: Decimal | None, owed: Decimal, label: str) -> Decimal:
    chosen = owed if amount is None else amount
    lowest = min(MINIMUM, owed)
    if not lowest <= chosen <= owed:
        raise WrongAmount(
            _("Choose an amount from %(lowest)s to %(owed)s for “%(label)s”.")
            % {
                "lowest": formatting.euro(lowest),
                "owed": formatting.euro(owed),
                "label": label,
            }
        )
    return chosen
