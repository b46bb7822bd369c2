from django.urls import path

from . import views

app_name = "my_appointments"
urlpatterns = [
    path("appointments/", views.topics, name="topics"),
    path("appointments/<slug:code>/", views.choose, name="choose"),
    path("account/appointments/", views.mine, name="list"),
    path("account/appointments/<slug:code>/", views.booking, name="booking"),
    path("account/appointments/<slug:code>/calendar.ics", views.calendar, name="calendar"),
    path("account/appointments/<slug:code>/move/", views.move, name="move"),
    path("account/appointments/<slug:code>/cancel/", views.cancel, name="cancel"),
]
