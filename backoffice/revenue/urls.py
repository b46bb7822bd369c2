"""Addresses of revenue inside the admin."""

from django.urls import path

from .screens import agreement, charges, debtors, lapsing, law, money

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
    path("charges/<slug:code>/expenses/", lapsing.ExpensesScreen.as_view(), name="expenses"),
    path("charges/<slug:code>/interrupt/", lapsing.InterruptScreen.as_view(), name="interrupt"),
    path("debtors/", debtors.DebtorsScreen.as_view(), name="debtors"),
    path("debtors/<slug:code>/", debtors.CardScreen.as_view(), name="debtor"),
    path("debtors/<slug:code>/exempt/", debtors.ExemptScreen.as_view(), name="exempt"),
    path("exemptions/<int:pk>/end/", debtors.EndExemptionScreen.as_view(), name="end_exemption"),
    path(
        "exemptions/<int:pk>/withdraw/",
        debtors.WithdrawExemptionScreen.as_view(),
        name="withdraw_exemption",
    ),
    path("lapsing/", lapsing.LapsingScreen.as_view(), name="lapsing"),
    path("lapsing/january/", lapsing.JanuaryScreen.as_view(), name="january"),
    path("tariffs/changes/", law.TariffChangesScreen.as_view(), name="tariff_changes"),
    path("tariffs/", law.TariffsScreen.as_view(), name="tariffs"),
    path("tariffs/set/", law.SetTariffScreen.as_view(), name="set_tariff"),
    path("kinds/", law.KindsScreen.as_view(), name="kinds"),
    path("reconciliation/", agreement.ReconciliationScreen.as_view(), name="reconciliation"),
]
