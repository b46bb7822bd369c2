"""Makes GSIS a sign-in provider of django-allauth.

Settings stand flat in `SOCIALACCOUNT_PROVIDERS["gsis"]`: BASE_URL, CLIENT_ID, CLIENT_SECRET,
SCOPE and TIMEOUT (seconds); there is no row to create in the database.
"""

from dataclasses import fields
from typing import Any

from allauth.socialaccount import app_settings
from allauth.socialaccount.providers.base import ProviderAccount
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from integrations.gsis.client import GsisClient, TaxpayerIdentity
from integrations.gsis.views import GsisOAuth2Adapter

REQUIRED = ("BASE_URL", "CLIENT_ID", "CLIENT_SECRET")


def configured_client() -> GsisClient:
    """Return the client that the settings describe.

    :raises ImproperlyConfigured: naming the settings that are missing
    """
    settings = app_settings.PROVIDERS.get(GsisProvider.id, {})
    if missing := [name for name in REQUIRED if not settings.get(name)]:
        raise ImproperlyConfigured(
            f"Set {', '.join(missing)} in SOCIALACCOUNT_PROVIDERS['gsis'] to offer TAXISnet sign-in"
        )
    return GsisClient(
        settings["BASE_URL"],
        settings["CLIENT_ID"],
        settings["CLIENT_SECRET"],
        settings.get("SCOPE", ""),
        float(settings.get("TIMEOUT", 10)),
    )


def identity_from(extra_data: dict[str, Any]) -> TaxpayerIdentity:
    """Rebuild the identity from what allauth kept of a sign-in."""
    return TaxpayerIdentity(
        **{field.name: extra_data[field.name] for field in fields(TaxpayerIdentity)}
    )


class GsisAccount(ProviderAccount):
    """How a linked TAXISnet account is named on screen: never by its AFM."""

    def to_str(self) -> str:
        """Return the person's name."""
        data = self.account.extra_data
        return f"{data.get('firstname', '')} {data.get('lastname', '')}".strip() or "TAXISnet"


class GsisProvider(OAuth2Provider):
    """Sign-in with TAXISnet codes; the AFM is the key, and no e-mail comes with it."""

    id = "gsis"
    name = "TAXISnet"
    account_class = GsisAccount
    oauth2_adapter_class = GsisOAuth2Adapter
    uses_apps = False

    def __init__(self, request: HttpRequest, app: Any = None) -> None:
        from allauth.socialaccount.models import SocialApp

        settings = app_settings.PROVIDERS.get(self.id, {})
        # Never saved: the OAuth2 views read the client's name from an application.
        transient = SocialApp(
            provider=self.id,
            name=self.name,
            client_id=settings.get("CLIENT_ID", ""),
            secret=settings.get("CLIENT_SECRET", ""),
        )
        super().__init__(request, app=app or transient)

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        """Return the registered scope; what the address bar asks for does not count."""
        return self.get_scope()

    def get_scope(self) -> list[str]:
        """Return the registered scope."""
        scope = self.get_settings().get("SCOPE", "")
        return scope.split() if isinstance(scope, str) else list(scope)

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, str]:
        """Return nothing: GSIS knows no further parameters, and visitors may not add any."""
        return {}

    def extract_uid(self, data: dict[str, Any]) -> str:
        """Return the AFM; a TAXISnet user name may change."""
        return str(data["taxid"])

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        """Return the names; allauth asks the person for an e-mail itself."""
        return {"first_name": data["firstname"], "last_name": data["lastname"]}

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Keep the details as they came, cleaned."""
        return dict(data)


provider_classes = [GsisProvider]
