"""Who may reach what: the second factor, a fresh proof before binding acts, one's own rows."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_otp.models import Device
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from . import second_factor
from .models import User
from .queries import devices_of

View = Callable[..., HttpResponse]
Visitor = User | AnonymousUser
DEVICE_KINDS: dict[str, type[Device]] = {"app": TOTPDevice, "passkey": WebAuthnCredential}


def signed_in(user: Visitor) -> User:
    """Return the user of a request behind sign-in.

    :raises PermissionDenied: if nobody signed in, which the page's guard lets not happen
    """
    if not user.is_authenticated:
        raise PermissionDenied
    return user


class SecondFactorPassed(BasePermission):
    """Refuse a program or page that speaks for a user before the second factor was given."""

    message = gettext_lazy(
        "Give the second factor first: POST the code to /api/v1/second-factor/ with this session."
    )
    code = "second_factor_required"

    def has_permission(self, request: Request, view: Any) -> bool:
        """Let anonymous requests through (other permissions judge them) and passed ones."""
        user: Any = request.user
        session: Any = request.auth
        if not user or not user.is_authenticated or not user.needs_second_factor:
            return True
        if hasattr(user, "is_verified"):
            return bool(user.is_verified())
        return second_factor.was_given(user, session)


def fresh_login_required(view: View) -> View:
    """Ask for a fresh proof of identity before a binding act, then come back to it.

    A GET comes back to the same page. A POST would lose what was typed, so pages ask on the GET
    that shows the form; a POST after the time limit is sent to the same page again.
    """

    @wraps(view)
    @login_required
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if second_factor.is_fresh(request):
            return view(request, *args, **kwargs)
        if request.content_type == "application/json":
            detail = _("Confirm that it is you, then try again.")
            return JsonResponse({"code": "confirmation_required", "detail": detail}, status=403)
        query = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{reverse('accounts:confirm')}?{query}")

    return asked


def may_add_device(request: HttpRequest) -> bool:
    """Tell whether a second factor may be added now.

    Whoever has one must have given it: otherwise a stolen password could add a thief's own.
    """
    user: Any = request.user
    if not user.is_authenticated:
        return False
    return bool(user.is_verified()) or not devices_of(user)


def device_for(user: User, kind: str, pk: int) -> Device:
    """Return one's own device.

    :raises Http404: if there is none, or it belongs to somebody else
    """
    model = DEVICE_KINDS.get(kind)
    device = model.objects.filter(pk=pk, user=user, confirmed=True).first() if model else None
    if device is None:
        raise Http404
    return device


def session_for(user: User, pk: int) -> UserSession:
    """Return one's own session.

    :raises Http404: if there is none, or it belongs to somebody else
    """
    session = UserSession.objects.filter(pk=pk, user=user).first()
    if session is None:
        raise Http404
    return session
