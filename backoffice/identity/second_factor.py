"""What a session knows about the second factor."""

import time
from typing import Any

from allauth.account.internal.flows.login import (
    get_authentication_records,
    record_authentication,
)
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp import login as remember_device
from django_otp.models import Device

from .models import User


def accept(request: HttpRequest, device: Device) -> None:
    """Count a browser's session as one in which the second factor was given, under a new key.

    A key that was known before the second factor must be worth nothing after it.
    """
    before = request.session.session_key
    request.session.cycle_key()
    remember_device(request, device)
    record_authentication(request, request.user, method="second_factor")
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


def accept_in_session(session: SessionBase, device: Device) -> None:
    """Count a program's session as one in which the second factor was given.

    The program's token is the session's key, so it stays.
    """
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()


def was_given(user: Any, session: SessionBase | None) -> bool:
    """Tell whether the second factor was given in a session by a device the user still has."""
    if session is None:
        return False
    stored = session.get(DEVICE_ID_SESSION_KEY)
    device = Device.from_persistent_id(stored) if stored else None
    return device is not None and device.user_id == user.pk and device.confirmed


def passed(request: HttpRequest) -> bool:
    """Tell whether the request counts as its user's: no second factor needed, or it was given."""
    user = request.user
    if not user.is_authenticated or not user.needs_second_factor:
        return True
    return user.is_verified() if hasattr(user, "is_verified") else False


def is_fresh(request: HttpRequest) -> bool:
    """Tell whether the user proved who they are within the last minutes, in whatever way."""
    user = request.user
    if not isinstance(user, User) and not user.is_authenticated:
        return False
    records = get_authentication_records(request, user)
    latest = max((record["at"] for record in records), default=0.0)
    return time.time() - latest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
