"""The two addresses of the sign-in: going to GSIS and coming back."""

from dataclasses import asdict
from typing import Any

from allauth.socialaccount.models import SocialLogin, SocialToken
from allauth.socialaccount.providers.base import ProviderException
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.oauth2.views import (
    OAuth2Adapter,
    OAuth2CallbackView,
    OAuth2LoginView,
)
from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from integrations.gsis.client import GsisClient, GsisError


def _client() -> GsisClient:
    from integrations.gsis.provider import configured_client

    return configured_client()


class GsisOAuth2Client(OAuth2Client):
    """allauth's side of the exchange, done by our client with its limits."""

    def get_redirect_url(self, authorization_url: str, scope: Any, extra_params: Any) -> str:
        """Return the address to send the citizen to."""
        return _client().authorize_url(redirect_uri=self.callback_url, state=self.state or "")

    def get_access_token(
        self, code: str, pkce_code_verifier: str | None = None, extra_data: Any = None
    ) -> dict[str, Any]:
        """Turn the code into a token.

        :raises OAuth2Error: for everything that goes wrong at GSIS
        """
        try:
            token = _client().exchange(code=code, redirect_uri=self.callback_url)
        except GsisError as error:
            raise OAuth2Error(str(error)) from error
        return {"access_token": token}


class GsisOAuth2Adapter(OAuth2Adapter):
    """Binds the provider to its client."""

    provider_id = "gsis"
    client_class = GsisOAuth2Client
    # Required by the base class; the client builds its addresses from the settings itself.
    access_token_url = ""
    authorize_url = ""

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """Return the one address that is registered: in the site's first language."""
        with translation.override(settings.LANGUAGE_CODE):
            callback: str = super().get_callback_url(request, app)
        return callback

    def complete_login(
        self, request: HttpRequest, app: Any, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """Fetch the taxpayer's details and start allauth's sign-in with them.

        :raises ProviderException: if GSIS sends none that can be trusted
        """
        try:
            identity = _client().user_info(token.token)
        except GsisError as error:
            raise ProviderException(str(error)) from error
        return self.get_provider().sociallogin_from_response(request, asdict(identity))


oauth2_login = OAuth2LoginView.adapter_view(GsisOAuth2Adapter)
oauth2_callback = OAuth2CallbackView.adapter_view(GsisOAuth2Adapter)
