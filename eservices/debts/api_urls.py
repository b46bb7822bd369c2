from django.urls import path

from . import api

urlpatterns = [
    path("debts/", api.DebtsView.as_view(), name="api_debts"),
    path("debts/statement/", api.StatementView.as_view(), name="api_statement"),
    path("debts/<slug:code>/", api.DebtView.as_view(), name="api_debt"),
    path("payment-codes/<str:rf>/", api.PaymentCodeView.as_view(), name="api_payment_code"),
]
