"""Addresses of the budget inside the admin."""

from django.urls import path

from . import screens

app_name = "budget"

urlpatterns = [
    path("", screens.StartScreen.as_view(), name="start"),
    path("<int:year>/", screens.ExecutionScreen.as_view(), name="execution"),
    path("<int:year>/lines/", screens.LinesScreen.as_view(), name="lines"),
    path("<int:year>/lines/import/", screens.ImportScreen.as_view(), name="import"),
    path("<int:year>/move/", screens.MoveScreen.as_view(), name="move"),
    path("<int:year>/amendments/", screens.AmendmentsScreen.as_view(), name="amendments"),
    path(
        "<int:year>/amendments/<int:number>/",
        screens.MoveAmendmentScreen.as_view(),
        name="amendment",
    ),
]
