"""Addresses of arrangements inside the admin."""

from django.urls import path

from .screens import lists, one

app_name = "arrangements"

urlpatterns = [
    path("", lists.ArrangementsScreen.as_view(), name="arrangements"),
    path("new/", lists.NewScreen.as_view(), name="new"),
    path("take-over/", lists.TakeOverScreen.as_view(), name="take_over"),
    path("law/", lists.LawScreen.as_view(), name="law"),
    path("law/base-rate/", lists.BaseRateScreen.as_view(), name="base_rate"),
    path("law/<int:pk>/longer-term/", lists.LongerTermScreen.as_view(), name="longer_term"),
    path("<slug:code>/", one.ArrangementScreen.as_view(), name="arrangement"),
    path("<slug:code>/decide/", one.DecideScreen.as_view(), name="decide"),
    path("<slug:code>/approve/", one.ApproveScreen.as_view(), name="approve"),
    path("<slug:code>/refuse/", one.RefuseScreen.as_view(), name="refuse"),
    path("<slug:code>/revoke/", one.RevokeScreen.as_view(), name="revoke"),
    path("<slug:code>/reward/", one.RewardScreen.as_view(), name="reward"),
    path("<slug:code>/arrangement.pdf", one.PdfScreen.as_view(), name="pdf"),
]
