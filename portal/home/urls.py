"""«Was this page clear?», under the language prefix."""

from django.urls import path

from . import views

app_name = "home"
urlpatterns = [
    path("", views.feedback, name="feedback"),
    path("thanks/", views.feedback_thanks, name="feedback_thanks"),
]
