"""What somebody chose to pay, checked before leaving for the card page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from backoffice.identity.models import User
from backoffice.kernel.errors import DomainError
from backoffice.revenue import access as revenue_access
from backoffice.revenue import queries as revenue_queries

from .services import Wish


class WrongAmount(DomainError):
    """An amount is not between one euro and what is owed."""

    code = "wrong_amount"


@dataclass(frozen=True, slots=True)
class Line:
    """One charge of the basket; amounts in euros."""

    charge_id: int
    code: str
    rf_code: str
    label: str
    owed: Decimal
    amount: Decimal

    @property
    def is_part(self) -> bool:
        """Whether less than what is owed is being paid."""
        return self.amount < self.owed


@dataclass(frozen=True, slots=True)
class Basket:
    """Everything that goes to one card page."""

    lines: tuple[Line, ...]

    @property
    def total(self) -> Decimal:
        """The amount that the card page will ask for, in euros."""
        return sum((line.amount for line in self.lines), Decimal("0.00"))

    def wish(self, *, key: str, language: str, email: str = "") -> Wish:
        """Return the basket as the wish that begins a payment."""
        items = tuple((x.charge_id, x.amount if x.is_part else None) for x in self.lines)
        return Wish(items=items, key=key, language=language, email=email)


MINIMUM = Decimal("1.00")


def basket_for(
    user: User, codes: Sequence[str], amounts: Mapping[str, Decimal], on: date
) -> Basket:
    """Return the chosen debts of somebody signed in.

    :param amounts: euros by charge code, where less than everything is to be paid
    :raises Http404: if a charge is not there or not theirs
    :raises WrongAmount: if an amount is not payable
    """
    charges = revenue_access.charges_for(user, codes)
    ids = {charge.pk for charge in charges}
    debts = [d for d in revenue_queries.debts_of_charges(ids, on) if d.total > 0]
    return Basket(tuple(_line(debt, amounts.get(debt.code)) for debt in debts))


def basket_by_rf(rf_code: str, amount: Decimal | None, on: date) -> Basket:
    """Return the debt of a payment code, for whoever holds the code.

    :raises Http404: if no debt has this code or nothing is owed on it
    """
    debt = revenue_queries.debt_by_rf(rf_code, on)
    if debt is None or debt.total <= 0:
        raise Http404
    return Basket((_line(debt, amount),))


def _line(debt: revenue_queries.Debt, amount: Decimal | None) -> Line:
    chosen = debt.total if amount is None else amount
    lowest = min(MINIMUM, debt.total)
    if not lowest <= chosen <= debt.total:
        raise WrongAmount(
            _("Choose an amount from %(lowest)s to %(owed)s euros for %(label)s.")
            % {"lowest": lowest, "owed": debt.total, "label": debt.label}
        )
    return Line(debt.charge_id, debt.code, debt.rf_code, debt.label, debt.total, chosen)
