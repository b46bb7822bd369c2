"""Addresses of the stay fee for programs, under /api/v1/tourist-fee/."""

from django.urls import path

from . import api

DRAFT = "establishments/<slug:code>/periods/<slug:period>/draft/"

urlpatterns = [
    path("establishments/", api.EstablishmentsEndpoint.as_view(), name="api_tf_establishments"),
    path(
        "establishments/<slug:code>/periods/", api.PeriodsEndpoint.as_view(), name="api_tf_periods"
    ),
    path(DRAFT, api.DraftEndpoint.as_view(), name="api_tf_draft"),
    path(f"{DRAFT}files/", api.FilesEndpoint.as_view(), name="api_tf_files"),
    path(f"{DRAFT}files/<slug:file>/", api.FileEndpoint.as_view(), name="api_tf_file"),
    path("declarations/", api.DeclarationsEndpoint.as_view(), name="api_tf_declarations"),
    path("declarations/<slug:code>/", api.DeclarationEndpoint.as_view(), name="api_tf_declaration"),
    path(
        "declarations/<slug:code>/correction/",
        api.CorrectionEndpoint.as_view(),
        name="api_tf_correct",
    ),
    path("declarations/<slug:code>/pdf/", api.DocumentEndpoint.as_view(), name="api_tf_document"),
]
