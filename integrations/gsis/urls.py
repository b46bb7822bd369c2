"""Addresses below `account/gsis/`; allauth includes them by itself."""

from allauth.socialaccount.providers.oauth2.urls import default_urlpatterns

from integrations.gsis.provider import GsisProvider

urlpatterns = default_urlpatterns(GsisProvider)
