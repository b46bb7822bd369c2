"""The gateway's answers as our own values; what cannot be read is an unknown result."""

import functools
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from integrations.stripe.messages import (
    CardPage,
    CheckoutSession,
    GatewayUnknown,
    PaymentIntent,
    Refund,
    SavedCard,
)

Answer = TypeVar("Answer")


def _utc(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _id_of(value: Any) -> str | None:
    """Return the id of a linked object, which may arrive whole."""
    return value if value is None or isinstance(value, str) else str(value["id"])


def _reader(kind: str) -> Callable[[Callable[[dict[str, Any]], Answer]], Callable[[Any], Answer]]:
    """Make a reader of one kind of object; an answer it cannot read is an unknown result."""

    def decorate(read: Callable[[dict[str, Any]], Answer]) -> Callable[[Any], Answer]:
        @functools.wraps(read)
        def checked(answer: Any) -> Answer:
            data = answer.to_dict()
            try:
                if data["object"] == kind:
                    return read(data)
            except (KeyError, TypeError, ValueError) as error:
                raise GatewayUnknown(f"The payment gateway sent an incomplete {kind}") from error
            raise GatewayUnknown(f"The payment gateway sent something that is no {kind}")

        return checked

    return decorate


@_reader("checkout.session")
def session(data: dict[str, Any]) -> CheckoutSession:
    """Read a session."""
    return CheckoutSession(
        id=data["id"],
        url=data.get("url"),
        status=data["status"],
        payment_status=data["payment_status"],
        amount_minor=data["amount_total"],
        currency=data["currency"],
        reference=data.get("client_reference_id") or "",
        payment_intent=_id_of(data.get("payment_intent")),
        expires_at=_utc(data["expires_at"]),
    )


@_reader("customer")
def customer(data: dict[str, Any]) -> str:
    """Read a customer."""
    return str(data["id"])


@_reader("checkout.session")
def card_page(data: dict[str, Any]) -> CardPage:
    """Read a card page."""
    return CardPage(
        id=data["id"],
        url=data.get("url"),
        status=data["status"],
        reference=data.get("client_reference_id") or "",
        setup_id=_id_of(data["setup_intent"]) or "",
        expires_at=_utc(data["expires_at"]),
    )


@_reader("setup_intent")
def saved_card(data: dict[str, Any]) -> SavedCard:
    """Read a saved card."""
    method: dict[str, Any] = data.get("payment_method") or {}
    card: dict[str, Any] = method.get("card") or {}
    return SavedCard(
        id=method.get("id") or "",
        status=data["status"],
        brand=card.get("brand") or "",
        last4=card.get("last4") or "",
        exp_month=int(card.get("exp_month") or 0),
        exp_year=int(card.get("exp_year") or 0),
    )


@_reader("payment_intent")
def intent(data: dict[str, Any]) -> PaymentIntent:
    """Read a intent."""
    charge = data.get("latest_charge")
    details: dict[str, Any] = charge if isinstance(charge, dict) else {}
    error: dict[str, Any] = data.get("last_payment_error") or {}
    return PaymentIntent(
        id=data["id"],
        status=data["status"],
        amount_minor=data["amount"],
        received_minor=data.get("amount_received") or 0,
        currency=data["currency"],
        charge=_id_of(charge),
        charged_at=_utc(details["created"]) if details.get("paid") else None,
        refunded_minor=details.get("amount_refunded") or 0,
        is_disputed=bool(details.get("disputed")),
        error_code=error.get("code") or "",
        decline_code=error.get("decline_code") or "",
        error_message=error.get("message") or "",
        reference=(data.get("metadata") or {}).get("reference") or "",
    )


@_reader("refund")
def refund(data: dict[str, Any]) -> Refund:
    """Read a refund."""
    return Refund(
        id=data["id"],
        status=data["status"] or "pending",
        amount_minor=data["amount"],
        currency=data["currency"],
        payment_intent=_id_of(data.get("payment_intent")),
        charge=_id_of(data.get("charge")),
    )
