"""The law of a municipal budget as arithmetic; figures in, refusal or figures out."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from backoffice.kernel.errors import DomainError
from backoffice.kernel.money import ZERO, cents

# ν.3463/2006 (ΚΔΚ) άρθρο 161 §3
RESERVE_SHARE = Decimal("0.05")


class BudgetUnbalanced(DomainError):
    """Expenditure exceeds revenue (ν.4270/2014 άρθρο 64)."""

    code = "budget_unbalanced"


class ReserveTooLarge(DomainError):
    """The reserve exceeds its share of the regular revenue."""

    code = "reserve_too_large"


class AmendmentUnbalanced(DomainError):
    """An amendment changes the two sides by different amounts."""

    code = "amendment_unbalanced"


class CreditExceeded(DomainError):
    """A commitment exceeds the credit that is left."""

    code = "credit_exceeded"


def check_balance(*, revenue: Decimal, expenditure: Decimal) -> None:
    """Refuse a budget that spends more than it expects; amounts in euros.

    :raises BudgetUnbalanced: naming the difference
    """
    if expenditure > revenue:
        raise BudgetUnbalanced(
            _(
                "Expenditure exceeds revenue by %(gap)s €. Lower expenditure or enter the revenue "
                "that covers it."
            )
            % {"gap": cents(expenditure - revenue)}
        )


def largest_reserve(regular_revenue: Decimal) -> Decimal:
    """Return the largest reserve that a regular revenue allows, in euros."""
    return cents(regular_revenue * RESERVE_SHARE)


def check_reserve(*, reserve: Decimal, regular_revenue: Decimal) -> None:
    """Refuse a reserve above 5 % of the regular revenue (ΚΔΚ άρθρο 161 §3); amounts in euros.

    :raises ReserveTooLarge: naming the largest that is allowed
    """
    largest = largest_reserve(regular_revenue)
    if reserve > largest:
        raise ReserveTooLarge(
            _(
                "The reserve of %(reserve)s € exceeds 5%% of the regular revenue. Lower it to "
                "%(largest)s € at most."
            )
            % {"reserve": cents(reserve), "largest": largest}
        )


def check_amendment(*, revenue: Iterable[Decimal], expenditure: Iterable[Decimal]) -> None:
    """Refuse an amendment whose sides change by different amounts, in euros.

    :raises AmendmentUnbalanced: naming the difference
    """
    gap = sum(revenue, ZERO) - sum(expenditure, ZERO)
    if gap:
        raise AmendmentUnbalanced(
            _(
                "The changes of revenue less those of expenditure are %(gap)s €. Enter changes "
                "that raise or lower both sides equally."
            )
            % {"gap": cents(gap)}
        )


@dataclass(frozen=True, slots=True)
class ExpenditureFigures:
    """The columns of an expenditure line, in euros (ΠΔ 54/2018 άρθρο 12 Β §3)."""

    initial: Decimal
    amendments: Decimal
    committed: Decimal = ZERO
    invoiced: Decimal = ZERO
    warranted: Decimal = ZERO
    paid: Decimal = ZERO

    @property
    def final(self) -> Decimal:
        """E3: what was voted and what amendments changed."""
        return self.initial + self.amendments

    @property
    def available(self) -> Decimal:
        """E8: what may still be committed."""
        return self.final - self.committed

    @property
    def pending(self) -> Decimal:
        """E9: committed and not yet paid."""
        return self.committed - self.paid

    @property
    def unpaid(self) -> Decimal:
        """E10: invoiced without a title of payment."""
        return self.invoiced - self.warranted

    def check_commitment(self, amount: Decimal) -> None:
        """Refuse a commitment above the credit that is left (ΠΔ 80/2016 άρθρο 7).

        :raises CreditExceeded: naming what is left
        """
        if amount > self.available:
            raise CreditExceeded(
                _("Only %(left)s € of this credit are left. Commit less, or amend the budget.")
                % {"left": cents(self.available)}
            )
