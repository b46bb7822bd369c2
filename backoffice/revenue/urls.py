"""Addresses of revenue inside the admin."""

from django.urls import path

from .screens import agreement, charges, law, money

app_name = "revenue"

urlpatterns = [
    path("charges/", charges.ChargesScreen.as_view(), name="charges"),
    path("charges/<slug:code>/", charges.ChargeScreen.as_view(), name="charge"),
    path("charges/<slug:code>/cancel/", charges.CancelScreen.as_view(), name="cancel"),
    path("charges/<slug:code>/cash/", charges.CashScreen.as_view(), name="cash"),
    path("aged/", charges.AgedScreen.as_view(), name="aged"),
    path("payments/", money.PaymentsScreen.as_view(), name="payments"),
    path("payments/<slug:code>/", money.PaymentScreen.as_view(), name="payment"),
    path("payments/<slug:code>/reverse/", money.ReverseScreen.as_view(), name="reverse"),
    path("receipts/", money.ReceiptsScreen.as_view(), name="receipts"),
    path("receipts/<slug:code>/", money.ReceiptScreen.as_view(), name="receipt"),
    path("credits/", money.CreditsScreen.as_view(), name="credits"),
    path("credits/<int:pk>/refund/", money.RefundScreen.as_view(), name="refund"),
    path("tariffs/", law.TariffsScreen.as_view(), name="tariffs"),
    path("tariffs/set/", law.SetTariffScreen.as_view(), name="set_tariff"),
    path("kinds/", law.KindsScreen.as_view(), name="kinds"),
    path("reconciliation/", agreement.ReconciliationScreen.as_view(), name="reconciliation"),
]
