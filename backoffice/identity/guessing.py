"""Guessing passwords: ten wrong ones an hour at one account, without locking its owner out.

Counting by account alone would let anyone lock anyone out. So a browser in which the account's
owner signed in before carries a signed cookie and has a count of its own; everybody else shares
one count. Passkeys and TAXISnet ask for no password and are never locked.
"""

import secrets
from typing import Any

from axes.helpers import get_cool_off
from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

COOKIE = "known_browser"
SALT = "identity.known_browser"
COOKIE_DAYS = 180


def whom(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Return the count a wrong password belongs to: an account, or an account in one browser."""
    given = credentials or {}
    passkey = given.get("webauthn_credential")
    if passkey is not None:
        return f"passkey:{passkey.pk}"
    named = given.get("email") or given.get("username") or given.get("login") or ""
    email = str(named).strip().lower()[:150]
    known = _known_browser(request, email)
    return f"{email} {known}" if known else email


def remember_browser(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Mark the browser as one in which this account signed in."""
    mark = signing.dumps([email.lower(), secrets.token_urlsafe(9)], salt=SALT)
    response.set_cookie(
        COOKIE,
        mark,
        max_age=COOKIE_DAYS * 86_400,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def refuse(
    request: HttpRequest,
    original_response: HttpResponse | None = None,
    credentials: dict[str, Any] | None = None,
) -> HttpResponse:
    """Answer an attempt after too many wrong passwords; the same for known and unknown accounts."""
    cool_off = get_cool_off(request)
    minutes = int(cool_off.total_seconds() // 60) if cool_off else 60
    if request.path.startswith(("/_allauth/", "/api/")):
        text = _("Too many wrong passwords. Try again in %(minutes)s minutes.")
        body = {"code": "locked", "detail": text % {"minutes": minutes}}
        response: HttpResponse = JsonResponse(body, status=429)
    else:
        response = render(request, "accounts/locked.html", {"minutes": minutes}, status=429)
    response["Retry-After"] = str(minutes * 60)
    return response


def _known_browser(request: HttpRequest | None, email: str) -> str:
    raw = request.COOKIES.get(COOKIE, "") if request is not None else ""
    if not raw or not email:
        return ""
    try:
        owner, mark = signing.loads(raw, salt=SALT, max_age=COOKIE_DAYS * 86_400)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(mark) if owner == email else ""
