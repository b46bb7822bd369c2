"""Addresses of the books inside the admin."""

from django.urls import path

from . import period_screens, screens

app_name = "ledger"

ENTRY = "entries/<str:journal>/<int:year>/<int:number>/"

urlpatterns = [
    path("chart/", screens.ChartScreen.as_view(), name="chart"),
    path("chart/<str:code>/", screens.CardScreen.as_view(), name="card"),
    path("entries/", screens.EntriesScreen.as_view(), name="entries"),
    path(ENTRY, screens.EntryScreen.as_view(), name="entry"),
    path(f"{ENTRY}reverse/", screens.ReverseScreen.as_view(), name="reverse"),
    path("balance/", screens.BalanceScreen.as_view(), name="balance"),
    path("periods/", period_screens.PeriodsScreen.as_view(), name="periods"),
    path("periods/<int:pk>/close/", period_screens.ClosePeriodScreen.as_view(), name="close"),
    path(
        "periods/<int:pk>/close-for-good/",
        period_screens.ClosePeriodForGoodScreen.as_view(),
        name="close_for_good",
    ),
    path("periods/<int:pk>/reopen/", period_screens.ReopenPeriodScreen.as_view(), name="reopen"),
]
