"""Addresses of certificates inside the admin."""

from django.urls import path

from . import screens

app_name = "certificates"

urlpatterns = [
    path("", screens.CertificatesScreen.as_view(), name="list"),
    path("give/", screens.GiveScreen.as_view(), name="give"),
    path("terms/", screens.TermsScreen.as_view(), name="terms"),
    path("asked/<slug:code>/", screens.ApplicationScreen.as_view(), name="application"),
    path("<slug:code>/file/", screens.FileScreen.as_view(), name="file"),
    path("<slug:code>/revoke/", screens.RevokeScreen.as_view(), name="revoke"),
]
