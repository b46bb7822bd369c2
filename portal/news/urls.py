"""Addresses under /el/news/ that are no pages."""

from django.urls import path

from . import views

app_name = "news"
urlpatterns = [path("feed/", views.feed, name="feed")]
