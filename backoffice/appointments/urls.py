from django.urls import path

from . import screens

app_name = "appointments"
urlpatterns = [
    path("", screens.DayScreen.as_view(), name="day"),
    path(
        "places/<slug:site>/counters/<int:counter>/hours/",
        screens.HoursScreen.as_view(),
        name="hours",
    ),
    path("places/<slug:site>/close/", screens.ClosureScreen.as_view(), name="close"),
    path("places/<slug:site>/book/", screens.BookScreen.as_view(), name="book"),
    path("<slug:code>/", screens.BookingScreen.as_view(), name="booking"),
]
