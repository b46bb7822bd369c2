"""The one place that builds the gateway's client from the settings."""

from functools import lru_cache

from django.conf import settings

from integrations.stripe.client import StripeGateway


@lru_cache(maxsize=4)
def _client(key: str, base: str, timeout: int) -> StripeGateway:
    return StripeGateway(key, base, timeout)


def gateway() -> StripeGateway:
    """Return the client of the configured gateway; its connections are kept."""
    return _client(settings.STRIPE_API_KEY, settings.STRIPE_API_BASE, settings.STRIPE_TIMEOUT)
