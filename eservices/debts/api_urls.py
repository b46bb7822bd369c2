from django.urls import path

from . import api, api_notices

urlpatterns = [
    path("debts/", api.DebtsView.as_view(), name="api_debts"),
    path("debts/statement/", api.StatementView.as_view(), name="api_statement"),
    path("debts/notices/", api_notices.NoticesView.as_view(), name="api_notices"),
    path(
        "debts/notices/<slug:code>/document/",
        api_notices.NoticePaperView.as_view(),
        name="api_notice_pdf",
    ),
    path("debts/<slug:code>/", api.DebtView.as_view(), name="api_debt"),
    path("payment-codes/<str:rf>/", api.PaymentCodeView.as_view(), name="api_payment_code"),
]
