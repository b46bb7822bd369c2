"""Addresses under /el/agenda/ that are no pages: Wagtail's own end in a slash."""

from django.urls import path

from . import views

app_name = "agenda"
urlpatterns = [
    path("calendar.ics", views.calendar, name="calendar"),
    path("<slug:slug>/event.ics", views.event, name="event"),
]
