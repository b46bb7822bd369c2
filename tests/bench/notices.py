"""Notices as the gateway signs them, about payments that nobody knows; all synthetic."""

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from itertools import count

from django.conf import settings
from django.db import connection

from . import load

PATH = "/webhooks/stripe/"


class NoticesLost(Exception):
    """The inbox does not hold what was acknowledged; the speed means nothing."""


def requests(host: str) -> Iterator[bytes]:
    """Yield signed notices for ever, each another one."""
    for number in count(1):
        yield _request(host, number)


def _request(host: str, number: int) -> bytes:
    now = int(time.time())
    session = {
        "id": f"cs_bench_{number}",
        "object": "checkout.session",
        "client_reference_id": f"bench-{number}",
        "payment_intent": f"pi_bench_{number}",
    }
    event = {
        "id": f"evt_bench_{number}",
        "object": "event",
        "type": "checkout.session.completed",
        "created": now,
        "data": {"object": session},
    }
    body = json.dumps(event).encode()
    secret = settings.STRIPE_WEBHOOK_SECRET.encode()
    proof = hmac.new(secret, f"{now}.".encode() + body, hashlib.sha256).hexdigest()
    headers = f"Stripe-Signature: t={now},v1={proof}\r\nContent-Type: application/json\r\n"
    return load.post(host, PATH, body, headers)


def judge(wanted: int) -> None:
    """Refuse a round after which the inbox holds fewer notices than were acknowledged.

    :raises NoticesLost: with both numbers
    """
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from payments_notice where event_id like 'evt_bench_%'")
        (held,) = cursor.fetchone()
    if held < wanted:
        raise NoticesLost(f"{wanted} notices were acknowledged, {held} are held")
