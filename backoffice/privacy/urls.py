from django.urls import path

from . import screens

app_name = "privacy"
urlpatterns = [
    path("", screens.RequestsScreen.as_view(), name="requests"),
    path("looks/", screens.LooksScreen.as_view(), name="looks"),
    path("erasures/", screens.ErasuresScreen.as_view(), name="erasures"),
    path("erasures/propose/<slug:name>/", screens.ProposeScreen.as_view(), name="propose"),
    path("erasures/<slug:code>/", screens.ErasureScreen.as_view(), name="erasure"),
    path("requests/<slug:code>/", screens.RequestScreen.as_view(), name="request"),
]
