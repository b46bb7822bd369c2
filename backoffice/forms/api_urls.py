from django.urls import path

from . import api

urlpatterns = [
    path("forms/<slug:key>/schema/", api.FormSchema.as_view(), name="api_form_schema"),
    path("forms/<slug:key>/versions/", api.FormVersions.as_view(), name="api_form_versions"),
    path(
        "forms/<slug:key>/versions/<int:number>/schema/",
        api.VersionSchema.as_view(),
        name="api_form_version_schema",
    ),
]
