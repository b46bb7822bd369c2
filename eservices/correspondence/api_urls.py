from django.urls import path

from . import api

urlpatterns = [
    path("documents/", api.PapersView.as_view(), name="api_papers"),
    path("documents/sealed/<slug:code>/", api.SealedView.as_view(), name="api_paper_sealed"),
    path("documents/<slug:code>/", api.PaperView.as_view(), name="api_paper"),
    path("documents/<slug:code>/receipt/", api.ReceiptView.as_view(), name="api_paper_receipt"),
]
