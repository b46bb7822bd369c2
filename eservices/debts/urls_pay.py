from django.urls import path

from . import views

# Its own file, because /pay/ stands outside the account and keeps the namespace.
app_name = "pay"
urlpatterns = [path("", views.pay_by_rf, name="by_rf")]
