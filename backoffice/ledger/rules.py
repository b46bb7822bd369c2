"""What an entry must be, before any table is asked."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from backoffice.kernel.errors import DomainError
from backoffice.kernel.money import ZERO, cents

ALE = re.compile(r"^[1-8]\d{6}(\d{3})?$")


class UnbalancedEntry(DomainError):
    """Debits and credits differ, or a line has not exactly one side in whole cents."""

    code = "unbalanced_entry"


class UnknownBudgetCode(DomainError):
    """A budget code has 7 or 10 digits."""

    code = "unknown_budget_code"


@dataclass(frozen=True, slots=True)
class LineSpec:
    """A line to be posted; amounts in euros, exactly one of them above zero.

    :param account: the account's code without dots
    :param ale: the budget code of 7 or 10 digits to which the line is counted, if any
    """

    account: str
    debit: Decimal | int = 0
    credit: Decimal | int = 0
    text: str = ""
    party_id: int | None = None
    ale: str = ""

    def turned(self) -> "LineSpec":
        """Return the line with its sides exchanged."""
        return LineSpec(self.account, self.credit, self.debit, self.text, self.party_id, self.ale)

    @property
    def facts(self) -> tuple[str, Decimal, Decimal, int, str]:
        """What makes two lines the same money; the wording does not."""
        return (
            self.account,
            Decimal(self.debit),
            Decimal(self.credit),
            self.party_id or 0,
            self.ale,
        )


def check_lines(lines: Sequence[LineSpec]) -> None:
    """Refuse lines that are no entry.

    :raises UnbalancedEntry: if they do not balance, are fewer than two, or have not one side each
    :raises UnknownBudgetCode: if a budget code has not 7 or 10 digits
    """
    for line in lines:
        _check_line(line)
    gap = sum((Decimal(line.debit) - Decimal(line.credit) for line in lines), ZERO)
    if len(lines) < 2 or gap:
        raise UnbalancedEntry(
            _(
                "The entry does not balance: debits less credits are %(gap)s in %(lines)s lines. "
                "Enter at least two lines with equal totals."
            )
            % {"gap": gap, "lines": len(lines)}
        )


def _check_line(line: LineSpec) -> None:
    sides = (Decimal(line.debit), Decimal(line.credit))
    if min(sides) != 0 or max(sides) <= 0 or any(side != cents(side) for side in sides):
        raise UnbalancedEntry(
            _(
                "The line on account %(account)s needs exactly one side, above zero and in whole "
                "cents. Debit: %(debit)s, credit: %(credit)s."
            )
            % {"account": line.account, "debit": sides[0], "credit": sides[1]}
        )
    if line.ale and not ALE.match(line.ale):
        raise UnknownBudgetCode(
            _("The budget code %(ale)s must have 7 or 10 digits without dots.") % {"ale": line.ale}
        )


def same_money(left: Iterable[LineSpec], right: Iterable[LineSpec]) -> bool:
    """Tell whether two lists of lines move the same money, in any order."""
    return sorted(line.facts for line in left) == sorted(line.facts for line in right)
