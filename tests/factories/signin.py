"""People for tests, signed in as the project signs people in."""

import time
from datetime import date, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.oath import TOTP

from backoffice.identity import services
from backoffice.identity.services import IdentityFacts
from backoffice.kernel.dates import athens_day

PASSWORD = "three plain words of mine"
DAY_BEFORE = timedelta(days=1)


def make_user(email: str, **fields: Any) -> Any:
    """Return a user with a verified address and the password of tests."""
    user = get_user_model().objects.create_user(email, PASSWORD, **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def make_citizen(afm: str = "100000090", email: str = "citizen@example.org") -> Any:
    """Return a user whom TAXISnet vouched for; synthetic."""
    user = make_user(email)
    facts = IdentityFacts("gsis", afm, "ΠΑΠΑΔΑΚΗ", "ΜΑΡΙΑ", "ΓΕΩΡΓΙΟΣ", "ΕΛΕΝΗ", 1980)
    services.verify_identity(user_id=user.pk, facts=facts, at=timezone.now())
    user.refresh_from_db()
    return user


def make_staff(role: str, email: str = "", department: str | None = None) -> Any:
    """Return a member of staff with a role and an authenticator."""
    user = make_user(email or f"{role}@example.org")
    at = timezone.now()
    if department:
        services.load_departments(at=at)
    services.assign_role(
        user_id=user.pk,
        role=role,
        department=department,
        valid_from=athens_day(at) - DAY_BEFORE,
        actor=None,
        at=at,
    )
    services.enter_authenticator(user_id=user.pk, key="3132" * 10, name="phone", at=at)
    user.refresh_from_db()
    return user


def sign_in(client: Client, user: Any, *, seconds_ago: int = 0) -> Any:
    """Sign a user in with a proof of the given age, without the second factor."""
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time() - seconds_ago}
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return user


def sign_in_staff(client: Client, user: Any, *, seconds_ago: int = 0) -> Any:
    """Sign a user in and count the session as one with the second factor."""
    sign_in(client, user, seconds_ago=seconds_ago)
    device = user.totpdevice_set.filter(confirmed=True).first()
    if device is None:
        device = services.enter_authenticator(
            user_id=user.pk, key="3132" * 10, name="phone", at=timezone.now()
        )
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
    return user


def code_of(device: Any, *, steps: int = 0) -> str:
    """Return the code that an authenticator shows now, or some steps of 30 seconds later."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = time.time() + steps * device.step
    return f"{totp.token():06d}"


def today() -> date:
    """Return the legal day of now."""
    return athens_day(timezone.now())
