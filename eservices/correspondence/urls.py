from django.urls import path

from . import views

app_name = "correspondence"
urlpatterns = [
    path("", views.paper_list, name="list"),
    path("documents.csv", views.paper_csv, name="csv"),
    path("sealed/<slug:code>/", views.sealed, name="sealed"),
    path("<slug:code>/", views.paper, name="paper"),
    path("<slug:code>/receipt.pdf", views.receipt, name="receipt"),
]
