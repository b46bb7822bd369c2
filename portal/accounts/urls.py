"""The account: one home for everything between a person and the town (`accounts:`)."""

from django.urls import path

from .views import data, entry, home, mandates, profile, security

app_name = "accounts"

urlpatterns = [
    path("", home.account_home, name="home"),
    path("profile/", profile.profile, name="profile"),
    path("profile/language/", profile.language, name="language"),
    path("profile/contact/", profile.contact, name="contact"),
    path("mandates/", mandates.mandate_list, name="mandates"),
    path("mandates/give/", mandates.give, name="mandate_give"),
    path("mandates/<str:code>/revoke/", mandates.revoke, name="mandate_revoke"),
    path("security/", security.overview, name="security"),
    path("security/recovery-codes/", security.recovery_codes, name="recovery_codes"),
    path(
        "security/devices/<str:kind>/<int:pk>/remove/",
        security.remove_device,
        name="device_remove",
    ),
    path("security/sessions/<int:pk>/end/", security.end_session, name="session_end"),
    path("security/sessions/end-others/", security.end_other_sessions, name="sessions_end"),
    path("what-we-know/", data.known, name="data"),
    path("confirm/", entry.confirm, name="confirm"),
]
