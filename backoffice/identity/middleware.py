"""The second factor is compulsory for everyone who works for the municipality.

Citizens who switched it on are asked in the same way. The check stands before every view, so a new
page cannot forget it.
"""

from collections.abc import Callable
from typing import Any

from allauth.headless.internal.sessionkit import authenticate_by_x_session_token
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import ResolverMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from . import second_factor

# What must be reachable before the second factor is given; these pages guard themselves.
OPEN_PATHS = ("/static/", "/healthz/", "/webhooks/", "/i18n/")
OPEN_NAMES = frozenset({"account_logout", "account_login", "api_second_factor"})
OPEN_NAMESPACES = frozenset({"second_factor", "otp_webauthn"})
# A program asks these who it is, signs in and signs out.
OPEN_PROGRAM_NAMES = frozenset({"current_session", "login", "config", "verify_email"})
PROGRAM_PATHS = ("/api/", "/_allauth/")
# These look at the token alone and never at a cookie.
ALLAUTH_PROGRAMS = "/_allauth/app/"


class SecondFactorMiddleware:
    """Stop a session that lacks its second factor before any view runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the request through; `process_view` decides once the address is resolved."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Ask a person for the second factor, or refuse a program."""
        if request.path.startswith(ALLAUTH_PROGRAMS):
            _forget_user(request)
        match = request.resolver_match
        if match is None or request.path.startswith(OPEN_PATHS) or _is_open(match):
            return None
        token = request.headers.get("X-Session-Token", "")
        if token and not _program_passed(token):
            return None if _is_open_to_programs(match) else _refusal()
        if request.path.startswith(ALLAUTH_PROGRAMS) or second_factor.passed(request):
            return None
        if request.path.startswith(PROGRAM_PATHS):
            return _refusal()
        query = urlencode({"next": request.get_full_path()})
        return redirect(f"{reverse('second_factor:challenge')}?{query}")


def _forget_user(request: HttpRequest) -> None:
    # allauth swaps the session for the token's and asks again who the user is. The object that
    # django-otp put in the user's place would go on answering with the cookie's user.
    request.__dict__.pop("_cached_user", None)
    request.user = SimpleLazyObject(lambda: get_user(request))  # type: ignore[assignment]


def _is_open(match: ResolverMatch) -> bool:
    if match.url_name in OPEN_NAMES:
        return True
    return bool(match.namespaces) and match.namespaces[0] in OPEN_NAMESPACES


def _is_open_to_programs(match: ResolverMatch) -> bool:
    return match.namespaces[:1] == ["headless"] and match.url_name in OPEN_PROGRAM_NAMES


def _program_passed(token: str) -> bool:
    known = authenticate_by_x_session_token(token)
    if known is None:
        return True  # an unknown token is nobody; the view answers that
    user, session = known
    return not user.needs_second_factor or second_factor.was_given(user, session)


def _refusal() -> JsonResponse:
    detail = _("Give the second factor first: POST the code to /api/v1/second-factor/.")
    return JsonResponse({"code": "second_factor_required", "detail": detail}, status=403)
