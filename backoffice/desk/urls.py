from django.urls import path

from . import screens

app_name = "desk"
urlpatterns = [path("", screens.WorklistScreen.as_view(), name="work")]
