"""`/api/v1/`: everything a page can do, as JSON, and its description."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from backoffice.documents.public import AnswerTimes
from backoffice.identity.api import SecondFactorView

Endpoint = tuple[str, str, str, Callable[..., Any]]


def only_ours(endpoints: list[Endpoint]) -> list[Endpoint]:
    """Return the endpoints that the description is about; Wagtail's describe themselves."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith("/api/v1/")]


urlpatterns: list[URLPattern | URLResolver] = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="api_docs"),
    path("second-factor/", SecondFactorView.as_view(), name="api_second_factor"),
    path("tourist-fee/", include("eservices.tourist_fee.api_urls")),
    path("figures/answer-times/", AnswerTimes.as_view(), name="api_answer_times"),
    path("", include("eservices.catalogue.api_urls")),
    path("", include("backoffice.forms.api_urls")),
    path("", include("eservices.debts.api_urls")),
    path("", include("eservices.correspondence.api_urls")),
    path("", include("eservices.arrangements.api_urls")),
    path("", include("eservices.certificates.api_urls")),
    path("", include("eservices.applications.api_urls")),
    path("", include("eservices.messages.api_urls")),
    path("", include("eservices.privacy.api_urls")),
    path("", include("eservices.appointments.api_urls")),
    path("", include("eservices.payments.api_urls")),
]
