"""What the payment tests share: a usual request, opened and paid sessions, events."""

from datetime import UTC, datetime, timedelta
from typing import Any

import requests

from integrations.stripe.client import CheckoutSession, StripeGateway
from tests.integrations.servers import STRIPE_KEY, SandboxServer, StripePage


def in_one_hour() -> datetime:
    return (datetime.now(UTC) + timedelta(hours=1)).replace(microsecond=0)


def request_for(**changes: Any) -> dict[str, Any]:
    """Return what a usual payment page is opened with."""
    return {
        "reference": "PAY-7F3K",
        "amount_minor": 6000,
        "description": "Τέλος παρεπιδημούντων <2026-08>",
        "success_url": "http://town.test/return/?s={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://town.test/debts/",
        "idempotency_key": "attempt-1",
        "expires_at": in_one_hour(),
        "locale": "el",
        **changes,
    }


def opened(gateway: StripeGateway, **changes: Any) -> CheckoutSession:
    """Open a payment page."""
    return gateway.create_session(**request_for(**changes))


def opened_and_paid(gateway: StripeGateway, card: str = StripePage.GOOD_CARD) -> CheckoutSession:
    """Open a payment page and pay on it."""
    session = opened(gateway, idempotency_key="paid")
    assert session.url
    StripePage(session.url).pay(card)
    return gateway.read_session(session.id)


def api(sandbox: SandboxServer, path: str) -> Any:
    """Read an address of the API without our client."""
    headers = {"Authorization": f"Bearer {STRIPE_KEY}"}
    return requests.get(f"{sandbox.url}/v1/{path}", headers=headers, timeout=30).json()


def since() -> datetime:
    return datetime.now(UTC) - timedelta(minutes=5)


def types_of(gateway: StripeGateway) -> list[str]:
    """Return what happened, in order."""
    return [event.type for event in gateway.list_events(since())]
