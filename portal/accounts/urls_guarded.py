"""allauth's pages that change how somebody signs in, behind a fresh proof; its names stay.

Included before allauth's own addresses, so these answer.
"""

from allauth.account import views as account
from allauth.socialaccount import views as social
from django.urls import path

from backoffice.identity.access import fresh_login_required

from .views import entry, security

urlpatterns = [
    path("email/", fresh_login_required(account.email), name="account_email"),
    path(
        "password/change/",
        fresh_login_required(account.password_change),
        name="account_change_password",
    ),
    path("password/set/", fresh_login_required(account.password_set), name="account_set_password"),
    path("3rdparty/", fresh_login_required(social.connections), name="socialaccount_connections"),
    path("reauthenticate/", entry.confirm, name="account_reauthenticate"),
    path("sessions/", security.overview, name="usersessions_list"),
]
