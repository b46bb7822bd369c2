"""What allauth did, written into the trail."""

from typing import Any

from allauth.account import signals as account
from allauth.socialaccount import signals as social
from django.contrib.auth.signals import user_logged_out
from django.utils import timezone

from . import services
from .adapters import GSIS, facts_of
from .models import User
from .trail import record


def connect() -> None:
    """Listen to allauth."""
    account.user_signed_up.connect(on_signed_up)
    account.user_logged_in.connect(on_signed_in)
    account.password_set.connect(on_password_changed)
    account.password_changed.connect(on_password_changed)
    account.password_reset.connect(on_password_reset)
    account.email_changed.connect(on_email_changed)
    account.email_confirmed.connect(on_email_confirmed)
    social.social_account_added.connect(on_connected)
    social.social_account_removed.connect(on_disconnected)
    user_logged_out.connect(on_signed_out)


def on_signed_up(sender: Any, user: User, **kwargs: Any) -> None:
    record("identity.user.signed_up", user, actor=None, at=timezone.now())


def on_signed_in(sender: Any, request: Any, user: User, **kwargs: Any) -> None:
    method = "gsis" if kwargs.get("sociallogin") else kwargs.get("method", "password")
    record("identity.user.signed_in", user, actor=user, at=timezone.now(), after={"with": method})


def on_signed_out(sender: Any, user: User | None, **kwargs: Any) -> None:
    if user is not None and user.pk:
        record("identity.user.signed_out", user, actor=user, at=timezone.now())


def on_password_changed(sender: Any, user: User, **kwargs: Any) -> None:
    record("identity.password.changed", user, actor=user, at=timezone.now())


def on_password_reset(sender: Any, user: User, **kwargs: Any) -> None:
    record("identity.password.reset", user, actor=user, at=timezone.now())


def on_email_changed(
    sender: Any, user: User, from_email_address: Any, to_email_address: Any, **kwargs: Any
) -> None:
    before = getattr(from_email_address, "email", None)
    record(
        "identity.email.changed",
        user,
        actor=user,
        at=timezone.now(),
        before={"email": before},
        after={"email": to_email_address.email},
    )


def on_email_confirmed(sender: Any, email_address: Any, **kwargs: Any) -> None:
    user = email_address.user
    after = {"email": email_address.email}
    record("identity.email.verified", user, actor=user, at=timezone.now(), after=after)


def on_connected(sender: Any, sociallogin: Any, **kwargs: Any) -> None:
    if sociallogin.account.provider == GSIS:
        facts = facts_of(sociallogin.account)
        services.verify_identity(user_id=sociallogin.user.pk, facts=facts, at=timezone.now())
        user = sociallogin.user
        record("identity.account.connected", user, actor=user, at=timezone.now())


def on_disconnected(sender: Any, request: Any, socialaccount: Any, **kwargs: Any) -> None:
    user = socialaccount.user
    record("identity.account.disconnected", user, actor=user, at=timezone.now())
