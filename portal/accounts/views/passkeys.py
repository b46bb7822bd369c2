"""The four steps that a browser takes with a passkey."""

import json
from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib.auth import authenticate
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_otp_webauthn import exceptions
from django_otp_webauthn.views import (
    BeginCredentialRegistrationView,
    CompleteCredentialAuthenticationView,
    CompleteCredentialRegistrationView,
)

from backoffice.identity import queries, second_factor, services


class ProofTooOld(exceptions.OTPWebAuthnApiError):
    """Who adds a passkey must have proved who they are just now."""

    status_code = 403
    default_detail = _("Confirm that it is you, then try again.")
    default_code = "confirmation_required"


class FreshProof:
    """A passkey is added only after a fresh proof; the ceremony checks the second factor itself."""

    request: Any

    def check_can_register(self) -> None:
        """Refuse a session that was proved too long ago."""
        if not second_factor.is_fresh(self.request):
            raise ProofTooOld


class BeginRegistration(FreshProof, BeginCredentialRegistrationView):
    """Give the browser what it needs to make a passkey."""


class CompleteRegistration(FreshProof, CompleteCredentialRegistrationView):
    """Keep the passkey that the browser made."""

    def post(self, *args: Any, **kwargs: Any) -> Any:
        """Check the passkey, name it, and let this session count as one with a second factor."""
        # Only JSON can be taken apart; a form is no passkey, and the checks below say so.
        data = self.request.data
        name = "" if isinstance(data, QueryDict) else str(data.pop("name", ""))
        was_given = self.request.user.is_verified()
        response = super().post(*args, **kwargs)
        device = self.request.user.otp_device if not was_given else None
        services.enter_passkey(
            user_id=self.request.user.pk,
            credential_id=_number_in(response),
            name=name,
            at=timezone.now(),
        )
        if device is not None:
            second_factor.accept(self.request, device)
        has_codes = queries.recovery_codes_left(self.request.user)
        page = "accounts:security" if has_codes else "accounts:recovery_codes"
        response["Location"] = reverse(page)
        return response


class CompleteAuthentication(CompleteCredentialAuthenticationView):
    """Sign in with a passkey alone, or give it as the second factor."""

    def complete_auth(self, device: Any) -> Any:
        """Let allauth sign the user in, so that its rules and the trail hold here too."""
        services.use_passkey(user_id=device.user_id, credential_id=device.pk, at=timezone.now())
        if not self.request.user.is_authenticated:
            self._sign_in(device)
        second_factor.accept(self.request, device)
        return device.user

    def _sign_in(self, device: Any) -> None:
        user = authenticate(self.request, webauthn_credential=device)
        if user is None:
            raise exceptions.UserDisabled
        record_authentication(self.request, user, method="passkey")
        login = Login(user=user, signal_kwargs={"method": "passkey"})
        perform_login(self.request, login)
        if not self.request.user.is_authenticated:
            raise exceptions.UserDisabled

    def get_success_url(self) -> str:
        """Send staff to their desk and citizens to their account."""
        home = "wagtailadmin_home" if self.request.user.is_staff_member else "accounts:home"
        return self.get_redirect_url() or reverse(home)


def _number_in(response: Any) -> int:
    return int(json.loads(response.content)["id"])
