from django.urls import path

from . import views

app_name = "my_privacy"
urlpatterns = [
    path("", views.home, name="home"),
    path("requests/<slug:code>/", views.asked, name="request"),
    path("requests/<slug:code>/withdraw/", views.withdraw, name="withdraw"),
    path("requests/<slug:code>/copy.zip", views.parcel, name="parcel"),
    path("consents/<slug:purpose>/", views.consent, name="consent"),
]
