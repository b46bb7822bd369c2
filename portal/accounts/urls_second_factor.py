"""Giving and setting up the second factor (`second_factor:`); these pages guard themselves."""

from django.urls import path

from .views import second_factor

app_name = "second_factor"

urlpatterns = [
    path("", second_factor.challenge, name="challenge"),
    path("setup/", second_factor.setup, name="setup"),
    path("setup/app/", second_factor.authenticator, name="authenticator"),
    path("setup/app/code.svg", second_factor.qr, name="qr"),
    path("setup/passkey/", second_factor.passkey, name="passkey"),
]
