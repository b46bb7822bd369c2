"""The trail under /cms/reports/."""

from django.urls import path

from .screens import TrailView

app_name = "audit"

urlpatterns = [
    path("", TrailView.as_view(), name="trail"),
    path("results/", TrailView.as_view(results_only=True), name="trail_results"),
]
