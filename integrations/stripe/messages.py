"""What passes between us and Stripe, as frozen values, and what can go wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

# The release of Stripe's API that this client was written for; every call names it.
API_VERSION = "2026-10-28.endive"

REFUND_REASONS = frozenset({"duplicate", "fraudulent", "requested_by_customer"})


class GatewayError(Exception):
    """A call to the gateway did not give a usable answer."""


class GatewayUnavailable(GatewayError):
    """The gateway did nothing: it was not reached, or it asked us to come later. Try again."""


class GatewayUnknown(GatewayError):
    """The request left and its result is not known: ask before acting.

    Asking is a read, or the same call again with the same idempotency key, which the gateway
    answers with the first result.
    """


class GatewayRefused(GatewayError):
    """The gateway understood the request and refused it; repeating it changes nothing."""

    def __init__(self, message: str, *, status: int, code: str = "", param: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.param = param


class CardDeclined(GatewayRefused):
    """The bank refused a saved card, or wants its holder to be there; the intent stays behind."""

    def __init__(
        self, message: str, *, status: int, code: str, decline_code: str, intent_id: str
    ) -> None:
        super().__init__(message, status=status, code=code)
        self.decline_code = decline_code
        self.intent_id = intent_id


@dataclass(frozen=True, slots=True)
class CardPage:
    """One visit to the hosted page that saves a card and moves no money."""

    id: str
    url: str | None
    status: str
    reference: str
    setup_id: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SavedCard:
    """A card kept at the gateway; of its number only the last four digits are known."""

    id: str
    status: str
    brand: str
    last4: str
    exp_month: int
    exp_year: int

    @property
    def is_saved(self) -> bool:
        """Tell whether it can be charged."""
        return self.status == "succeeded" and bool(self.id)


@dataclass(frozen=True, slots=True)
class CheckoutSession:
    """One visit to the hosted payment page; amounts in cents, instants in UTC."""

    id: str
    url: str | None
    status: str
    payment_status: str
    amount_minor: int
    currency: str
    reference: str
    payment_intent: str | None
    expires_at: datetime

    @property
    def is_paid(self) -> bool:
        """Tell whether the money is certain."""
        return self.status == "complete" and self.payment_status == "paid"

    @property
    def is_under_way(self) -> bool:
        """Tell whether the payer has finished but a slow method has not yet settled."""
        return self.status == "complete" and self.payment_status == "unpaid"


@dataclass(frozen=True, slots=True)
class PaymentIntent:
    """The money side of a session; amounts in cents, `charged_at` in UTC."""

    id: str
    status: str
    amount_minor: int
    received_minor: int
    currency: str
    charge: str | None
    charged_at: datetime | None
    refunded_minor: int
    is_disputed: bool
    error_code: str
    decline_code: str
    error_message: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Refund:
    """Money on its way back to the payer; amount in cents."""

    id: str
    status: str
    amount_minor: int
    currency: str
    payment_intent: str | None
    charge: str | None


@dataclass(frozen=True, slots=True)
class Event:
    """One notice from the gateway; `object` is the thing it is about as it was at `created`."""

    id: str
    type: str
    created: datetime
    object: Mapping[str, Any]
