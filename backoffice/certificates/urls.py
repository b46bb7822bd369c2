"""Addresses of certificates inside the admin."""

from django.urls import path

from . import screens, stating_screens

app_name = "certificates"

urlpatterns = [
    path("", screens.CertificatesScreen.as_view(), name="list"),
    path("give/", screens.GiveScreen.as_view(), name="give"),
    path("stated/", stating_screens.StatementsScreen.as_view(), name="statements"),
    path("stated/<slug:code>/", stating_screens.StatementScreen.as_view(), name="statement"),
    path(
        "stated/<slug:code>/file/",
        stating_screens.StatementFileScreen.as_view(),
        name="statement_file",
    ),
    path("state/<slug:kind>/", stating_screens.StateScreen.as_view(), name="state"),
    path("terms/", screens.TermsScreen.as_view(), name="terms"),
    path("figures/", screens.FigureScreen.as_view(), name="figures"),
    path("asked/<slug:code>/", screens.ApplicationScreen.as_view(), name="application"),
    path("<slug:code>/file/", screens.FileScreen.as_view(), name="file"),
    path("<slug:code>/judge/", screens.JudgeScreen.as_view(), name="judge"),
    path("<slug:code>/replace/", screens.ReplaceScreen.as_view(), name="replace"),
    path("<slug:code>/revoke/", screens.RevokeScreen.as_view(), name="revoke"),
]
