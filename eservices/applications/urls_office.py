"""Addresses of the applications inside the admin."""

from django.urls import path

from .screens import counter, desk, payment, ranked, steps, texts

app_name = "applications_office"
ONE = "<slug:code>/"
DRAFT = "counter/<slug:draft>/"

urlpatterns = [
    path("", desk.ApplicationsScreen.as_view(), name="list"),
    path("counter/", counter.BeginScreen.as_view(), name="counter"),
    path(DRAFT, counter.CheckScreen.as_view(), name="counter_check"),
    path(f"{DRAFT}discard/", counter.DiscardScreen.as_view(), name="counter_discard"),
    path(f"{DRAFT}<slug:page>/", counter.PageScreen.as_view(), name="counter_page"),
    path("lists/", ranked.ListsScreen.as_view(), name="lists"),
    path("lists/new/", ranked.NewListScreen.as_view(), name="new_list"),
    path("lists/<slug:code>/", ranked.RankedScreen.as_view(), name="ranked"),
    path("lists/<slug:code>/<int:pk>/", ranked.RowScreen.as_view(), name="ranked_row"),
    path("texts/", texts.TextsScreen.as_view(), name="texts"),
    path("texts/new/", texts.TextScreen.as_view(), name="new_text"),
    path("texts/<slug:slug>/", texts.TextScreen.as_view(), name="text"),
    path(ONE, desk.ApplicationPage.as_view(), name="application"),
    path(f"{ONE}drawing/", desk.DrawingFile.as_view(), name="drawing"),
    path(f"{ONE}receipt.pdf", desk.ReceiptFile.as_view(), name="receipt"),
    path(f"{ONE}files/<slug:file>/", desk.UploadFile.as_view(), name="file"),
    path(f"{ONE}payment/", payment.PaymentScreen.as_view(), name="payment"),
    path(f"{ONE}ask/", steps.AskScreen.as_view(), name="ask"),
    path(f"{ONE}decide/", steps.DecideScreen.as_view(), name="decide"),
    path(f"{ONE}forward/", steps.ForwardScreen.as_view(), name="forward"),
    path(f"{ONE}take/", steps.TakeScreen.as_view(), name="take"),
    path(f"{ONE}reply/", steps.ReplyScreen.as_view(), name="reply"),
    path(f"{ONE}steps/<int:pk>/", steps.TaskScreen.as_view(), name="step"),
    path(f"{ONE}objections/<slug:objection>/", steps.ObjectionScreen.as_view(), name="objection"),
]
