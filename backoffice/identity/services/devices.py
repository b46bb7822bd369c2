"""Verbs on second factors: authenticator apps, passkeys and recovery codes."""

import hashlib
import hmac
import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential

from backoffice.identity.models import User
from backoffice.identity.queries import devices_of
from backoffice.identity.trail import record
from backoffice.kernel.codes import ALPHABET
from backoffice.kernel.errors import DomainError

from .sessions import end_sessions_of

CODES = 10
CODE_LENGTH = 10
DIGITS = 6
REAL_KINDS: tuple[type[Device], ...] = (TOTPDevice, WebAuthnCredential)


class WrongCode(DomainError):
    """The code is not the one of this moment."""

    code = "wrong_code"


class LastDevice(DomainError):
    """Staff keep at least one second factor."""

    code = "last_device"


@transaction.atomic
def begin_authenticator(*, user_id: int) -> TOTPDevice:
    """Return the authenticator that a user is setting up, with its secret; one at a time."""
    user = User.objects.select_for_update().get(pk=user_id)
    waiting = TOTPDevice.objects.filter(user=user, confirmed=False).first()
    return waiting or TOTPDevice.objects.create(user=user, name="", confirmed=False)


@transaction.atomic
def confirm_authenticator(*, user_id: int, code: str, name: str, at: datetime) -> TOTPDevice:
    """Take an authenticator into use after the user typed a code of it.

    :raises WrongCode: if the code does not belong to the secret that was shown
    """
    user = User.objects.select_for_update().get(pk=user_id)
    device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
    if device is None or not device.verify_token(_digits(code)):
        raise WrongCode(
            _(
                "The code is not correct. Check that the clock of your phone sets itself, and type "
                "the code that the application shows now."
            )
        )
    device.confirmed, device.name = True, name.strip() or _("Authenticator")
    device.save(update_fields=["confirmed", "name"])
    _took_into_use(user, device, "totp", at)
    return device


@transaction.atomic
def enter_authenticator(*, user_id: int, key: str, name: str, at: datetime) -> TOTPDevice:
    """Give a user an authenticator whose secret is known; for setting up a demonstration.

    :param key: the secret in hexadecimal
    """
    user = User.objects.select_for_update().get(pk=user_id)
    device = TOTPDevice.objects.create(user=user, name=name, key=key, confirmed=True)
    _took_into_use(user, device, "totp", at)
    return device


@transaction.atomic
def use_passkey(*, user_id: int, credential_id: int, at: datetime) -> Device:
    """Write down that a passkey, whose signature was checked, served as the second factor."""
    device = WebAuthnCredential.objects.select_related("user").get(pk=credential_id, user=user_id)
    record(
        "identity.second_factor.given",
        device.user,
        actor=device.user,
        at=at,
        after={"with": device.name},
    )
    return device


@transaction.atomic
def enter_passkey(*, user_id: int, credential_id: int, name: str, at: datetime) -> None:
    """Name a passkey that the browser just registered, and ask for a second factor from now on."""
    user = User.objects.select_for_update().get(pk=user_id)
    device = WebAuthnCredential.objects.get(pk=credential_id, user=user)
    device.name = name.strip()[:64] or _("Passkey")
    device.save(update_fields=["name"])
    _took_into_use(user, device, "passkey", at)


def _took_into_use(user: User, device: Device, kind: str, at: datetime) -> None:
    if not user.asks_second_factor:
        user.asks_second_factor = True
        user.save(update_fields=["asks_second_factor"])
    record(
        "identity.device.added",
        user,
        actor=user,
        at=at,
        after={"kind": kind, "name": device.name},
    )


@transaction.atomic
def make_recovery_codes(*, user_id: int, at: datetime) -> list[str]:
    """Return ten fresh recovery codes, for showing once; earlier ones stop working."""
    user = User.objects.select_for_update().get(pk=user_id)
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name=_("Recovery codes"))
    codes = ["".join(secrets.choice(ALPHABET) for _n in range(CODE_LENGTH)) for _i in range(CODES)]
    StaticToken.objects.bulk_create(
        StaticToken(device=device, token=_sealed(code)) for code in codes
    )
    record("identity.recovery_codes.made", user, actor=user, at=at, after={"count": CODES})
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def use_code(*, user_id: int, code: str, at: datetime) -> Device:
    """Accept a code of an authenticator, or a recovery code, which then is used up.

    A wrong code is counted in its own transaction, so that refusing it cannot undo the count.

    :raises WrongCode: if no device accepts it, or the user must wait after wrong ones
    """
    device = _try_code(user_id, code, at)
    if device is None:
        raise WrongCode(
            _(
                "The code is not correct, or it was used already. Wait for the next one and try "
                "again; after several wrong codes the wait grows longer."
            )
        )
    return device


@transaction.atomic
def _try_code(user_id: int, code: str, at: datetime) -> Device | None:
    user = User.objects.get(pk=user_id)
    typed = _digits(code)
    is_totp = len(typed) == DIGITS and typed.isdigit()
    kind = TOTPDevice if is_totp else StaticDevice
    token = typed if is_totp else _sealed(typed.upper())
    for device in kind.objects.select_for_update().filter(user=user, confirmed=True):
        if device.verify_token(token):
            if isinstance(device, StaticDevice):
                left = device.token_set.count()
                record("identity.recovery_code.used", user, actor=user, at=at, after={"left": left})
            return device
    record("identity.second_factor.refused", user, actor=user, at=at)
    return None


@transaction.atomic
def remove_device(*, user_id: int, device: Device, actor: User, at: datetime) -> None:
    """Remove a second factor; without any left, a citizen is no longer asked for one.

    :raises LastDevice: if a member of staff would have none left
    """
    user = User.objects.select_for_update().get(pk=user_id)
    left = [d for d in devices_of(user) if d.persistent_id != device.persistent_id]
    if not left and user.is_staff_member and not isinstance(device, StaticDevice):
        raise LastDevice(
            _("Staff must have a second factor. Add another device first, then remove this one.")
        )
    record(
        "identity.device.removed",
        user,
        actor=actor,
        at=at,
        before={"kind": type(device).__name__, "name": device.name},
    )
    device.delete()
    if not left:
        _switch_off(user)


@transaction.atomic
def reset_devices(*, user_id: int, reason: str, actor: User, at: datetime) -> None:
    """Remove all second factors of somebody who lost them, and sign them out everywhere.

    :raises LastDevice: if the actor is the user: one's own factors are removed with one's own code
    """
    if actor.pk == user_id:
        raise LastDevice(_("Another administrator must reset your devices."))
    user = User.objects.select_for_update().get(pk=user_id)
    names = [device.name for device in devices_of(user)]
    for kind in REAL_KINDS:
        kind.objects.filter(user=user).delete()
    _switch_off(user)
    end_sessions_of(user_id=user.pk, actor=actor, at=at)
    record(
        "identity.device.reset",
        user,
        actor=actor,
        at=at,
        before={"devices": names},
        note=reason,
    )


def _switch_off(user: User) -> None:
    StaticDevice.objects.filter(user=user).delete()
    if user.asks_second_factor:
        user.asks_second_factor = False
        user.save(update_fields=["asks_second_factor"])


def _digits(code: str) -> str:
    return "".join(char for char in code if char.isalnum())[:32]


def _sealed(code: str) -> str:
    # A recovery code is a password: who reads the table must not be able to use it.
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, b"recovery:" + code.encode(), hashlib.sha256).hexdigest()[:16]
