"""Addresses of paying by card inside the admin."""

from django.urls import path

from . import screens

app_name = "card_payments"

urlpatterns = [
    path("notices/", screens.NoticesScreen.as_view(), name="notices"),
    path("notices/<int:pk>/", screens.NoticeScreen.as_view(), name="notice"),
    path("orders/", screens.OrdersScreen.as_view(), name="orders"),
    path("visits/", screens.AttemptsScreen.as_view(), name="attempts"),
]
