from django.urls import path

from . import views

app_name = "payments"
urlpatterns = [
    path("review/", views.review, name="review"),
    path("start/", views.start, name="start"),
    path("<slug:code>/return/", views.come_back, name="return"),
    path("<slug:code>/again/", views.again, name="again"),
    path("<slug:code>/give-up/", views.give_up, name="give_up"),
    path("receipts/<slug:code>/", views.receipt, name="receipt"),
    path("receipts/<slug:code>/receipt.pdf", views.receipt_pdf, name="receipt_pdf"),
]
