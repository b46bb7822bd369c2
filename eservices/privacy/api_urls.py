from django.urls import path

from . import api

urlpatterns = [
    path("privacy/requests/", api.RequestsView.as_view(), name="api_privacy_requests"),
    path("privacy/requests/<slug:code>/", api.RequestView.as_view(), name="api_privacy_request"),
    path("privacy/requests/<slug:code>/copy/", api.ParcelView.as_view(), name="api_privacy_parcel"),
    path("privacy/looks/", api.LooksView.as_view(), name="api_privacy_looks"),
    path("privacy/holdings/", api.HoldingsView.as_view(), name="api_privacy_holdings"),
    path("privacy/consents/", api.AgreementsView.as_view(), name="api_privacy_consents"),
    path(
        "privacy/consents/<slug:purpose>/",
        api.AgreementView.as_view(),
        name="api_privacy_consent",
    ),
]
