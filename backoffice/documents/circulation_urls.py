"""Addresses of circulation, under the admin."""

from django.urls import path
from django.views.generic import View

app_name = "circulation"
urlpatterns = [
    path("", View.as_view(), name="assignments"),
    path("d/", View.as_view(), name="drafts"),
    path("e/", View.as_view(), name="dispatches"),
    path("f/", View.as_view(), name="figures"),
    path("g/", View.as_view(), name="authority"),
    path("h/", View.as_view(), name="templates"),
    path("drafts/<slug:code>/", View.as_view(), name="draft"),
    path("overdue/", View.as_view(), name="overdue"),
]
