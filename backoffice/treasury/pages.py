"""Where staff see what a journal entry came from, and what revenue asks of cash desks."""

from django.urls import reverse
from django.utils.http import urlencode

from backoffice.revenue.tills import Tills

from . import queries


def movement_page(key: str) -> str:
    """Return the address of the session in which a movement of cash was made."""
    code = queries.session_code_of(key)
    return reverse("treasury:session", args=[code]) if code else ""


def sum_page(code: str) -> str:
    """Return the address of a sum at the bank."""
    return reverse("treasury:bank_sum", args=[code])


def counter_page(charge_code: str) -> str:
    """Return the counter with a charge already found."""
    return f"{reverse('treasury:counter')}?{urlencode({'charge': charge_code})}"


TILLS = Tills(queries.desks_are_kept, counter_page, queries.mark_of)
