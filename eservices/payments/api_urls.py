from django.urls import path

from . import api

urlpatterns = [
    path("payments/", api.PaymentsView.as_view(), name="api_payments"),
    path("payments/<slug:code>/", api.PaymentView.as_view(), name="api_payment"),
    path("receipts/<slug:code>/", api.ReceiptView.as_view(), name="api_receipt"),
]
