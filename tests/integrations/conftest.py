"""The sandboxes' fixtures, and an open payment page, for every test of this folder."""

import pytest

from integrations.stripe.client import CheckoutSession, StripeGateway
from tests.integrations.payments import opened
from tests.integrations.servers import (
    STRIPE_KEY,
    SandboxServer,
    StripePage,
    gsis_process,
    gsis_sandbox,
    notice_receiver,
    stripe_process,
    stripe_sandbox,
)
from tests.integrations.signing import signing_desk, signing_process

__all__ = [
    "gsis_process",
    "gsis_sandbox",
    "notice_receiver",
    "signing_desk",
    "signing_process",
    "stripe_process",
    "stripe_sandbox",
]


@pytest.fixture
def gateway(stripe_sandbox: SandboxServer) -> StripeGateway:
    return StripeGateway(STRIPE_KEY, stripe_sandbox.url, timeout=30.0)


@pytest.fixture
def hurried_gateway(stripe_sandbox: SandboxServer) -> StripeGateway:
    return StripeGateway(STRIPE_KEY, stripe_sandbox.url, timeout=1.0)


@pytest.fixture
def session(gateway: StripeGateway) -> CheckoutSession:
    return opened(gateway, amount_minor=123456)


@pytest.fixture
def page(session: CheckoutSession) -> StripePage:
    assert session.url
    return StripePage(session.url)
