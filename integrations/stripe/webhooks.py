"""Reads the notices that Stripe sends to our webhook address."""

import json
import time
from datetime import UTC, datetime
from typing import Any

from stripe import SignatureVerificationError, WebhookSignature

from integrations.stripe.messages import Event

TOLERANCE_SECONDS = 300


class ForgedEvent(Exception):
    """A notice that did not come from the gateway, or not now: answer 400 and act on nothing."""


def read_event(
    payload: bytes, header: str | None, secret: str, *, tolerance: int = TOLERANCE_SECONDS
) -> Event:
    """Verify and read one notice.

    :param payload: the raw body as received, before any decoding
    :param header: the `Stripe-Signature` header; it may carry several v1 signatures
    :param tolerance: seconds the signature's time may differ from ours, either way
    :raises ForgedEvent: if signature, time or form is wrong
    """
    try:
        # TypeError: a non-ASCII signature. ValueError: a body that is no UTF-8.
        WebhookSignature.verify_header(payload, header, secret, tolerance)
    except (SignatureVerificationError, TypeError, ValueError) as error:
        raise ForgedEvent("The notice's signature is missing, wrong or old") from error
    if _signed_at(header or "") > time.time() + tolerance:
        raise ForgedEvent("The notice is signed with a time in the future")
    try:
        data = json.loads(payload)
    except ValueError as error:
        raise ForgedEvent("The notice is signed but is no JSON") from error
    return event_from(data)


def _signed_at(header: str) -> int:
    return next(int(part[2:]) for part in header.split(",") if part.startswith("t="))


def event_from(data: Any) -> Event:
    """Build an event from its decoded JSON.

    :raises ForgedEvent: if it lacks what every event has
    """
    if not isinstance(data, dict) or data.get("object") != "event":
        raise ForgedEvent("The notice is signed but is no event")
    body = data.get("data")
    subject = body.get("object") if isinstance(body, dict) else None
    created = data.get("created")
    words = (data.get("id"), data.get("type"))
    if not all(isinstance(word, str) and word for word in words):
        raise ForgedEvent("The event has no id or no type")
    if not isinstance(created, int) or not isinstance(subject, dict):
        raise ForgedEvent("The event has no time or no object")
    return Event(
        id=data["id"],
        type=data["type"],
        created=datetime.fromtimestamp(created, UTC),
        object=subject,
    )
