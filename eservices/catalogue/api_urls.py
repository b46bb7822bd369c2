from django.urls import path

from . import api

urlpatterns = [
    path("services/", api.ServicesView.as_view(), name="api_services"),
    path("services/topics/", api.TopicsView.as_view(), name="api_service_topics"),
    path("services/catalogue.jsonld", api.CatalogueView.as_view(), name="api_services_catalogue"),
    path("services/<slug:code>/", api.ServiceView.as_view(), name="api_service"),
    path("services/<slug:code>/check/", api.ServiceCheckView.as_view(), name="api_service_check"),
    path("services/<slug:code>/form/", api.ServiceFormView.as_view(), name="api_service_form"),
]
