from django.urls import path

from . import api

urlpatterns = [
    path("certificates/", api.CertificatesView.as_view(), name="api_certificates"),
    path("certificates/<slug:code>/", api.CertificateView.as_view(), name="api_certificate"),
    path(
        "certificates/<slug:code>/file/",
        api.CertificateFileView.as_view(),
        name="api_certificate_file",
    ),
]
