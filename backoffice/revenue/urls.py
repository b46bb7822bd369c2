"""Addresses of revenue inside the admin."""

from django.urls import path

from .screens import agreement, charges, decisions, law, money, objections, orders, proposals

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
    path("credits/<int:credit>/refund/", proposals.RefundScreen.as_view(), name="refund"),
    path("credits/<int:credit>/set-off/", proposals.SetOffScreen.as_view(), name="set_off"),
    path(
        "charges/<slug:code>/propose/<slug:kind>/",
        proposals.ProposeScreen.as_view(),
        name="propose",
    ),
    path("acts/", decisions.ActsScreen.as_view(), name="acts"),
    path("acts/<slug:code>/", decisions.OneActScreen.as_view(), name="act"),
    path("acts/<slug:code>/draft.pdf", decisions.DraftScreen.as_view(), name="act_draft"),
    path("acts/<slug:code>/take-up/", decisions.TakeUpScreen.as_view(), name="act_take_up"),
    path("acts/<slug:code>/opinion/", decisions.OpinionScreen.as_view(), name="act_opinion"),
    path("acts/<slug:code>/approve/", decisions.ApproveScreen.as_view(), name="act_approve"),
    path("acts/<slug:code>/refuse/", decisions.RefuseScreen.as_view(), name="act_refuse"),
    path("acts/<slug:code>/withdraw/", decisions.WithdrawScreen.as_view(), name="act_withdraw"),
    path("acts/<slug:code>/carry-out/", decisions.CarryOutScreen.as_view(), name="act_carry_out"),
    path("objections/", objections.ObjectionsScreen.as_view(), name="objections"),
    path("objections/<slug:code>/", objections.ObjectionScreen.as_view(), name="objection"),
    path("objections/<slug:code>/accept/", objections.AcceptScreen.as_view(), name="accept"),
    path("objections/<slug:code>/reject/", objections.RejectScreen.as_view(), name="reject"),
    path("orders/", orders.OrdersScreen.as_view(), name="orders"),
    path("orders/new/", orders.NewOrderScreen.as_view(), name="new_order"),
    path("orders/<slug:code>/", orders.OrderScreen.as_view(), name="order"),
    path("orders/<slug:code>/<int:position>/paid/", orders.PaidScreen.as_view(), name="paid"),
    path(
        "orders/<slug:code>/<int:position>/returned/",
        orders.ReturnedScreen.as_view(),
        name="returned",
    ),
    path("tariffs/", law.TariffsScreen.as_view(), name="tariffs"),
    path("tariffs/set/", law.SetTariffScreen.as_view(), name="set_tariff"),
    path("kinds/", law.KindsScreen.as_view(), name="kinds"),
    path("reconciliation/", agreement.ReconciliationScreen.as_view(), name="reconciliation"),
]
