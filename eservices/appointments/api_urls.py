from django.urls import path

from . import api

urlpatterns = [
    path("appointments/", api.BookingsView.as_view(), name="api_appointments"),
    path("appointments/topics/", api.TopicsView.as_view(), name="api_appointment_topics"),
    path(
        "appointments/topics/<slug:code>/places/",
        api.PlacesView.as_view(),
        name="api_appointment_places",
    ),
    path(
        "appointments/topics/<slug:code>/slots/",
        api.SlotsView.as_view(),
        name="api_appointment_slots",
    ),
    path("appointments/<slug:code>/", api.BookingView.as_view(), name="api_appointment"),
]
