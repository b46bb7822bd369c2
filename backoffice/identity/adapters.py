"""Where allauth asks the town."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.kernel.errors import DomainError

from . import services
from .guessing import remember_browser
from .models import User, VerifiedIdentity
from .services import IdentityFacts

GSIS = "gsis"


class AccountAdapter(DefaultAccountAdapter):
    """Local accounts: an e-mail address that was verified, and a password."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy(
            "The e-mail address or the password is not correct. Try again, or set a new password."
        ),
        "incorrect_code": gettext_lazy("The code is not correct. Copy it from the latest message."),
        "too_many_login_attempts": gettext_lazy("Too many attempts. Wait a minute and try again."),
        "enter_current_password": gettext_lazy("The present password is not correct."),
        "same_as_current": gettext_lazy("This is your address already. Write another one."),
    }

    def format_email_subject(self, subject: str) -> str:
        """Begin the subject with the town's name."""
        return f"{settings.WAGTAIL_SITE_NAME}: {subject}"

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Send staff to their desk and citizens to their account."""
        if request.user.is_authenticated and request.user.is_staff_member:
            return reverse("wagtailadmin_home")
        return reverse("accounts:home")

    def clean_email(self, email: str) -> str:
        """Keep addresses in small letters: one person, one account."""
        return str(super().clean_email(email)).lower()

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Mark the browser, so that strangers' wrong guesses do not lock its owner out."""
        response = super().post_login(request, user, **kwargs)
        remember_browser(request, response, user.email)
        return response


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Accounts from outside: TAXISnet states who somebody is."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Judge a statement of TAXISnet before anybody is signed in with it."""
        if sociallogin.account.provider != GSIS:
            return
        facts = facts_of(sociallogin.account)
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            self._judge_connection(request, sociallogin, facts)
            return
        if sociallogin.is_existing and _is_unproven(sociallogin.user):
            _begin_again(self, request, sociallogin)
        if not sociallogin.is_existing:
            _find_by_afm(request, sociallogin, facts)
        if sociallogin.is_existing:
            _confirm_or_refuse(request, sociallogin.user, facts)

    def _judge_connection(
        self, request: HttpRequest, sociallogin: SocialLogin, facts: IdentityFacts
    ) -> None:
        user = request.user
        if not isinstance(user, User) and not user.is_authenticated:
            return
        try:
            if user.is_staff_member:
                raise services.StaffAccount(
                    _("A staff account is not connected to TAXISnet. Use one of your own.")
                )
            services.check_identity_free(user_id=user.pk, afm=facts.afm)
            if sociallogin.is_existing and sociallogin.user != user:
                services.check_identity_free(user_id=None, afm=facts.afm)
        except DomainError as error:
            _refuse(request, error, "accounts:security")

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        """Return to the page from which accounts are connected."""
        return reverse("accounts:security")

    @transaction.atomic
    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> Any:
        """Create the account of a person TAXISnet named, with the address the person gave."""
        user = super().save_user(request, sociallogin, form)
        if sociallogin.account.provider == GSIS:
            facts = facts_of(sociallogin.account)
            services.verify_identity(user_id=user.pk, facts=facts, at=timezone.now())
        return user


def facts_of(account: SocialAccount) -> IdentityFacts:
    """Read what TAXISnet stated; the provider has stripped and checked it."""
    data = account.extra_data
    year = data.get("birthyear")
    return IdentityFacts(
        provider=GSIS,
        afm=str(data["taxid"]).strip(),
        surname=str(data.get("lastname") or "").strip(),
        first_name=str(data.get("firstname") or "").strip(),
        father_name=str(data.get("fathername") or "").strip(),
        mother_name=str(data.get("mothername") or "").strip(),
        birth_year=int(year) if year else None,
    )


def _is_unproven(user: User) -> bool:
    proven = EmailAddress.objects.filter(user=user, verified=True).exists()
    return not proven and user.last_login is None


def _begin_again(
    adapter: SocialAccountAdapter, request: HttpRequest, sociallogin: SocialLogin
) -> None:
    # Whoever mistyped the address at the first visit would wait for a code for ever.
    old = sociallogin.account
    if not services.forget_user(
        user_id=sociallogin.user.pk, at=timezone.now(), reason="began again with TAXISnet"
    ):
        return
    account = SocialAccount(provider=old.provider, uid=old.uid, extra_data=old.extra_data)
    sociallogin.account = account
    sociallogin.user = adapter.new_user(request, sociallogin)
    provider = sociallogin.provider or account.get_provider(request)
    adapter.populate_user(request, sociallogin, provider.extract_common_fields(account.extra_data))


def _find_by_afm(request: HttpRequest, sociallogin: SocialLogin, facts: IdentityFacts) -> None:
    # A person verified at the counter has an account already; one AFM never gets two.
    known = VerifiedIdentity.objects.select_related("user").filter(afm=facts.afm).first()
    if known is not None:
        sociallogin.connect(request, known.user)


def _confirm_or_refuse(request: HttpRequest, user: User, facts: IdentityFacts) -> None:
    try:
        services.verify_identity(user_id=user.pk, facts=facts, at=timezone.now())
    except DomainError as error:
        _refuse(request, error, "account_login")


def _refuse(request: HttpRequest, error: DomainError, page: str) -> None:
    messages.error(request, str(error))
    raise ImmediateHttpResponse(redirect(page))
