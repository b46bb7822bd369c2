"""The page of results, under the language prefix."""

from django.urls import path

from . import views

app_name = "search"
urlpatterns = [path("", views.results, name="results")]
