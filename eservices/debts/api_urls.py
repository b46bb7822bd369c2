from django.urls import path

from . import api, api_notices, api_requests

urlpatterns = [
    path("debts/", api.DebtsView.as_view(), name="api_debts"),
    path("debts/sum/", api.SumView.as_view(), name="api_debt_sum"),
    path("debts/statement/", api.StatementView.as_view(), name="api_statement"),
    path("debts/notices/", api_notices.NoticesView.as_view(), name="api_notices"),
    path(
        "debts/notices/<slug:code>/document/",
        api_notices.NoticePaperView.as_view(),
        name="api_notice_pdf",
    ),
    path("credits/", api_requests.CreditsView.as_view(), name="api_credits"),
    path("credits/<int:credit>/refund/", api_requests.RefundsView.as_view(), name="api_refund_ask"),
    path("debts/<slug:code>/waiver/", api_requests.WaiversView.as_view(), name="api_waiver_ask"),
    path("waivers/<slug:code>/", api_requests.WaiverView.as_view(), name="api_waiver"),
    path("refunds/<slug:code>/", api_requests.RefundView.as_view(), name="api_refund"),
    path(
        "debts/<slug:code>/objection/",
        api_requests.ObjectionsView.as_view(),
        name="api_debt_objection",
    ),
    path("objections/<slug:code>/", api_requests.ObjectionView.as_view(), name="api_objection"),
    path("debts/<slug:code>/", api.DebtView.as_view(), name="api_debt"),
    path("payment-codes/<str:rf>/", api.PaymentCodeView.as_view(), name="api_payment_code"),
]
