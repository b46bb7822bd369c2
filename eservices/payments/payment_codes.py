"""Debts found by their RF payment code, without sign-in, and without letting anybody try codes."""

import ipaddress
from datetime import date

from axes.helpers import get_client_ip_address
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.errors import DomainError
from backoffice.revenue import queries as revenue_queries

# Codes have fifteen free digits, so chance finds none; the limit keeps a machine from trying.
MISSES_AN_HOUR = 20
HOUR = 3600


class TooManyGuesses(DomainError):
    """Too many unknown codes came from one place."""

    code = "too_many_guesses"


def open_debt(rf: str, on: date, visitor: str) -> revenue_queries.OpenDebt | None:
    """Return amount and payee of a payment code, or none for an unknown one.

    :param visitor: where the question comes from, see `visitor_of`
    :raises TooManyGuesses: after twenty unknown codes in an hour from one place
    """
    key = f"rf-misses:{visitor}"
    if cache.get(key, 0) >= MISSES_AN_HOUR:
        raise TooManyGuesses(
            _("Too many unknown codes. Try again in an hour, or sign in to see what you owe.")
        )
    debt = revenue_queries.debt_by_rf(rf, on)
    if debt is None:
        cache.add(key, 0, HOUR)
        cache.incr(key)
    return debt


def visitor_of(request: HttpRequest) -> str:
    """Return the network a request comes from: an address, or the /64 of a long one."""
    text = get_client_ip_address(request) or ""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return "unknown"
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False).network_address)
