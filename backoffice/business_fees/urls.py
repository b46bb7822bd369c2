"""Addresses of the staff screens, under the admin."""

from django.urls import path

from .screens import aade, declarations, overview, register

app_name = "business_fees"
urlpatterns = [
    path("", overview.OverviewScreen.as_view(), name="overview"),
    path("invite/", overview.InviteScreen.as_view(), name="invite"),
    path("periods/<int:pk>/finding/", overview.FindingScreen.as_view(), name="finding"),
    path("register/", register.RegisterScreen.as_view(), name="register"),
    path("register/new/", register.NewEstablishmentScreen.as_view(), name="new"),
    path("register/import/", register.ImportEstablishmentsScreen.as_view(), name="import"),
    path("register/<slug:code>/", register.EstablishmentScreen.as_view(), name="establishment"),
    path(
        "register/<slug:code>/change/", register.ChangeEstablishmentScreen.as_view(), name="change"
    ),
    path("register/<slug:code>/close/", register.CloseEstablishmentScreen.as_view(), name="close"),
    path("declarations/", declarations.DeclarationsScreen.as_view(), name="declarations"),
    path("declarations/<slug:code>/", declarations.DeclarationScreen.as_view(), name="declaration"),
    path("aade/", aade.ImportScreen.as_view(), name="aade"),
    path("aade/<slug:code>/", aade.RunScreen.as_view(), name="aade_run"),
]
