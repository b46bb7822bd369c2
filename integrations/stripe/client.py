"""Talks to Stripe: opens and reads payment pages, reads payments, refunds, lists notices."""

import functools
import random
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

import requests
import stripe

from integrations.calls import timeouts, was_never_sent
from integrations.stripe import answers
from integrations.stripe.messages import (
    API_VERSION,
    REFUND_REASONS,
    CardDeclined,
    CardPage,
    CheckoutSession,
    Event,
    GatewayError,
    GatewayRefused,
    GatewayUnavailable,
    GatewayUnknown,
    PaymentIntent,
    Refund,
    SavedCard,
)
from integrations.stripe.webhooks import event_from

__all__ = [
    "CardDeclined",
    "CardPage",
    "CheckoutSession",
    "Event",
    "GatewayError",
    "GatewayRefused",
    "GatewayUnavailable",
    "GatewayUnknown",
    "PaymentIntent",
    "Refund",
    "SavedCard",
    "StripeGateway",
]

RETRY_PAUSES = (0.3, 1.0)
LONGEST_PAUSE = 5.0
RETRIED_STATUSES = frozenset({429, 502, 503, 504})
#: On these too nothing was sent.
NO_CONNECTION = (requests.exceptions.ProxyError, requests.exceptions.SSLError)

Answer = TypeVar("Answer")


class StripeGateway:
    """One account at the gateway.

    :param base_url: address of the API, without `/v1`
    :param timeout: seconds to wait for an answer to one attempt
    """

    def __init__(self, api_key: str, base_url: str, timeout: float = 10.0) -> None:
        if not api_key.startswith(("sk_", "rk_")):
            raise ValueError("The Stripe key must be a secret key: it begins with sk_ or rk_")
        transport = stripe.RequestsClient(timeout=timeouts(timeout))
        self._client = stripe.StripeClient(
            api_key,
            base_addresses={"api": base_url.rstrip("/")},
            stripe_version=API_VERSION,
            max_network_retries=0,  # ours are narrower: see _call
            http_client=transport,
        )

    def create_session(
        self,
        *,
        reference: str,
        amount_minor: int,
        description: str,
        success_url: str,
        cancel_url: str,
        idempotency_key: str,
        expires_at: datetime,
        locale: str,
        email: str | None = None,
    ) -> CheckoutSession:
        """Open a hosted payment page.

        :param reference: our payment's code; no personal data
        :param amount_minor: cents of euro
        :param success_url: may hold `{CHECKOUT_SESSION_ID}`
        :param expires_at: 30 minutes to 24 hours from now
        :raises GatewayUnknown: call again with the same key to learn the result
        :raises GatewayRefused: if a parameter is wrong, or the key was used for another request
        """
        params = {
            "mode": "payment",
            "client_reference_id": reference,
            "line_items": [_line(description, amount_minor)],
            "success_url": success_url,
            "cancel_url": cancel_url,
            "expires_at": _epoch(expires_at),
            "locale": locale,
            "metadata": {"reference": reference},
            "payment_intent_data": _intent_data(description, reference),
            **({"customer_email": email} if email else {}),
        }
        options: Any = {"idempotency_key": idempotency_key}
        create: Any = self._client.v1.checkout.sessions.create
        return answers.session(_call(lambda: create(params, options)))

    def read_session(self, session_id: str) -> CheckoutSession:
        """Return the session as it stands now."""
        sessions = self._client.v1.checkout.sessions
        return answers.session(_call(lambda: sessions.retrieve(session_id)))

    def expire_session(self, session_id: str) -> CheckoutSession:
        """Close an open payment page.

        :raises GatewayRefused: if it is no longer open
        """
        sessions = self._client.v1.checkout.sessions
        options: Any = {"idempotency_key": f"expire-{session_id}"}
        return answers.session(_call(lambda: sessions.expire(session_id, {}, options)))

    def read_intent(self, intent_id: str) -> PaymentIntent:
        """Return the money side of a session as it stands now."""
        intents = self._client.v1.payment_intents
        return answers.intent(
            _call(lambda: intents.retrieve(intent_id, {"expand": ["latest_charge"]}))
        )

    def create_customer(self, *, reference: str, idempotency_key: str) -> str:
        """Return the identifier of somebody whose card can be saved; no personal data goes there.

        :param reference: our code for the order to charge the card
        """
        params: Any = {"metadata": {"reference": reference}}
        options: Any = {"idempotency_key": idempotency_key}
        return answers.customer(_call(lambda: self._client.v1.customers.create(params, options)))

    def create_card_page(
        self,
        *,
        customer: str,
        reference: str,
        return_url: str,
        idempotency_key: str,
        expires_at: datetime,
        locale: str,
    ) -> CardPage:
        """Open a hosted page that saves a card for later charges and moves no money.

        :param expires_at: 30 minutes to 24 hours from now
        :raises GatewayUnknown: call again with the same key to learn the result
        """
        params = {
            "mode": "setup",
            "customer": customer,
            "client_reference_id": reference,
            "payment_method_types": ["card"],
            "success_url": return_url,
            "cancel_url": return_url,
            "expires_at": _epoch(expires_at),
            "locale": locale,
            "metadata": {"reference": reference},
            "setup_intent_data": {"metadata": {"reference": reference}},
        }
        options: Any = {"idempotency_key": idempotency_key}
        create: Any = self._client.v1.checkout.sessions.create
        return answers.card_page(_call(lambda: create(params, options)))

    def read_card_page(self, session_id: str) -> CardPage:
        """Return the page that saves a card as it stands now."""
        sessions = self._client.v1.checkout.sessions
        return answers.card_page(_call(lambda: sessions.retrieve(session_id)))

    def read_saved_card(self, setup_id: str) -> SavedCard:
        """Return the card that a page saved."""
        setups = self._client.v1.setup_intents
        return answers.saved_card(
            _call(lambda: setups.retrieve(setup_id, {"expand": ["payment_method"]}))
        )

    def charge_card(
        self,
        *,
        customer: str,
        card: str,
        amount_minor: int,
        description: str,
        reference: str,
        idempotency_key: str,
    ) -> PaymentIntent:
        """Charge a saved card while its holder is away.

        :param amount_minor: cents of euro
        :param reference: our payment's code
        :raises CardDeclined: if the bank refuses, or wants the holder to confirm
        :raises GatewayUnknown: call again with the same key to learn the result
        """
        params: Any = {
            "amount": amount_minor,
            "currency": "eur",
            "customer": customer,
            "payment_method": card,
            "payment_method_types": ["card"],
            "off_session": True,
            "confirm": True,
            "expand": ["latest_charge"],
            **_intent_data(description, reference),
        }
        options: Any = {"idempotency_key": idempotency_key}
        return answers.intent(
            _call(lambda: self._client.v1.payment_intents.create(params, options))
        )

    def find_intent(self, *, customer: str, reference: str) -> PaymentIntent | None:
        """Return the charge of a saved card that carries our payment's code, if there is one."""
        intents = self._client.v1.payment_intents
        params: Any = {"customer": customer, "limit": 100, "expand": ["data.latest_charge"]}
        for item in _call(lambda: intents.list(params)).data:
            intent = answers.intent(item)
            if intent.reference == reference:
                return intent
        return None

    def forget_card(self, card: str) -> None:
        """Let the gateway forget a saved card; it can never be charged again."""
        methods = self._client.v1.payment_methods
        options: Any = {"idempotency_key": f"forget-{card}"}
        _call(lambda: methods.detach(card, {}, options))

    def refund(
        self, *, payment_intent: str, amount_minor: int, idempotency_key: str, reason: str
    ) -> Refund:
        """Send money back to the payer.

        :param amount_minor: cents of euro
        :param reason: one of `REFUND_REASONS`
        :raises GatewayRefused: if more is asked back than is left
        """
        if reason not in REFUND_REASONS:
            raise ValueError(f"reason must be one of {', '.join(sorted(REFUND_REASONS))}")
        params: Any = {"payment_intent": payment_intent, "amount": amount_minor, "reason": reason}
        options: Any = {"idempotency_key": idempotency_key}
        return answers.refund(_call(lambda: self._client.v1.refunds.create(params, options)))

    def read_refund(self, refund_id: str) -> Refund:
        """Return the refund as it stands now."""
        return answers.refund(_call(lambda: self._client.v1.refunds.retrieve(refund_id)))

    def list_events(self, since: datetime) -> list[Event]:
        """Return every notice created at `since` or later, oldest first.

        The gateway keeps them for 30 days.
        """
        params: Any = {"created": {"gte": _epoch(since)}, "limit": 100}
        events: list[Event] = []
        while True:
            page = _call(functools.partial(self._client.v1.events.list, params))
            events.extend(event_from(item.to_dict()) for item in page.data)
            if not page.has_more or not page.data:
                # Newest first on the wire; within one second the order of arrival is kept.
                events.reverse()
                return sorted(events, key=lambda event: event.created)
            params = {**params, "starting_after": page.data[-1].id}


def _call(send: Callable[[], Answer]) -> Answer:
    """Make one call; repeat it only where the gateway has certainly done nothing."""
    for pause in (*RETRY_PAUSES, None):
        try:
            return send()
        except stripe.StripeError as error:
            if pause is None or not _may_repeat(error):
                raise _translated(error) from error
            time.sleep(_pause(error, pause))
    raise AssertionError("unreachable")


def _may_repeat(error: stripe.StripeError) -> bool:
    if isinstance(error, stripe.APIConnectionError):
        return _never_sent(error.__cause__)
    return error.http_status in RETRIED_STATUSES


def _never_sent(cause: BaseException | None) -> bool:
    return isinstance(cause, NO_CONNECTION) or was_never_sent(cause)


def _pause(error: stripe.StripeError, otherwise: float) -> float:
    wish = str((error.headers or {}).get("Retry-After", ""))
    seconds = float(wish) if wish.isdigit() else otherwise * random.uniform(0.7, 1.3)  # noqa: S311
    return min(seconds, LONGEST_PAUSE)


def _translated(error: stripe.StripeError) -> GatewayError:
    status = error.http_status
    if status is None and _never_sent(error.__cause__):
        return GatewayUnavailable("The payment gateway cannot be reached; try again later")
    if status == 429:
        return GatewayUnavailable("The payment gateway is busy; try again later")
    # 409: the first request with this key is still being worked on.
    if status is None or status == 409 or not 400 <= status < 500:
        return GatewayUnknown(f"The payment gateway's answer got lost (status {status or 'none'})")
    if isinstance(error, stripe.CardError) and (intent_id := _intent_of(error)):
        return _declined(error, intent_id)
    return GatewayRefused(
        error.user_message or "The payment gateway refused the request",
        status=status,
        code=error.code or (str(error.error.type) if error.error else ""),
        param=getattr(error, "param", None) or "",
    )


def _intent_of(error: stripe.CardError) -> str:
    """Return the intent that a refused charge of a saved card left behind."""
    body: Any = error.json_body or {}
    return str((body.get("error", {}).get("payment_intent") or {}).get("id") or "")


def _declined(error: stripe.CardError, intent_id: str) -> CardDeclined:
    body: Any = error.json_body or {}
    return CardDeclined(
        error.user_message or "The bank refused the card",
        status=402,
        code=error.code or "",
        decline_code=str(body.get("error", {}).get("decline_code") or ""),
        intent_id=intent_id,
    )


def _line(description: str, amount_minor: int) -> dict[str, Any]:
    price = {
        "currency": "eur",
        "unit_amount": amount_minor,
        "product_data": {"name": description},
    }
    return {"quantity": 1, "price_data": price}


def _intent_data(description: str, reference: str) -> dict[str, Any]:
    """Name our payment on the money side too: its events carry no session."""
    return {"description": description, "metadata": {"reference": reference}}


def _epoch(instant: datetime) -> int:
    if instant.tzinfo is None:
        raise ValueError("Give an instant with its time zone")
    return int(instant.timestamp())
