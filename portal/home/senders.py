"""Telling repeated senders apart without keeping who they are."""

import hashlib
import hmac

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone


def sender_mark(request: HttpRequest) -> str:
    """Return a mark of the sender's address that cannot be turned back and changes every day."""
    address = _address(request)
    day = timezone.localdate().isoformat()
    text = f"{day}|{address}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), text, hashlib.sha256).hexdigest()[:32]


def _address(request: HttpRequest) -> str:
    """Return the visitor's address; proxies are believed only as far as the installation says."""
    proxies = getattr(settings, "AXES_IPWARE_PROXY_COUNT", 0) or 0
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if proxies and len(forwarded) >= proxies:
        return forwarded[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))
