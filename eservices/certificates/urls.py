from django.urls import path

from . import views

app_name = "my_certificates"
urlpatterns = [
    path("", views.certificates, name="list"),
    path("<slug:code>/", views.application, name="application"),
    path("<slug:code>/go-on/", views.go_on, name="go_on"),
    path("<slug:code>/certificate.pdf", views.file, name="file"),
]
