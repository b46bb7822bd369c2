"""Interest that was credited to debtors, with the trees that explain it."""

from collections.abc import Iterable

from backoffice.kernel.explanation import Node, from_json
from backoffice.revenue.models import GivenInterest


def interest_on_charge(charge_id: int) -> list[Node]:
    """Return the interest of a charge that a correction gave back."""
    return _trees(GivenInterest.objects.filter(charge=charge_id))


def interest_with_act(act_id: int) -> list[Node]:
    """Return the interest that was credited when an act was carried out."""
    return _trees(GivenInterest.objects.filter(act=act_id))


def interest_in_credit(credit_id: int) -> list[Node]:
    """Return why a credit is interest; nothing for other credits."""
    return _trees(GivenInterest.objects.filter(credit=credit_id))


def _trees(found: Iterable[GivenInterest]) -> list[Node]:
    return [from_json(row.explanation) for row in sorted(found, key=lambda row: row.pk)]
