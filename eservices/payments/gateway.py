"""The one place that builds the gateway's client from the settings."""

from functools import lru_cache

from django.conf import settings
from django.db import connection

from integrations.stripe.client import StripeGateway


class InsideTransaction(RuntimeError):
    """The gateway would be called while rows are locked; a slow answer would hold up others."""


@lru_cache(maxsize=4)
def _client(key: str, base: str, timeout: int) -> StripeGateway:
    return StripeGateway(key, base, timeout)


def gateway() -> StripeGateway:
    """Return the client of the configured gateway; its connections are kept.

    :raises InsideTransaction: if a transaction is open
    """
    # A test case's own block does not count: it stands around everything a test does.
    if any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks):
        raise InsideTransaction("Commit first: the gateway is never called inside a transaction.")
    return _client(settings.STRIPE_API_KEY, settings.STRIPE_API_BASE, settings.STRIPE_TIMEOUT)
