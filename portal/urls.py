"""Addresses of the public site outside the languages."""

from django.urls import path, re_path

from portal.home import languages, sitemaps, views
from portal.home.content_api import router

urlpatterns = [
    path("", languages.choose, name="choose_language"),
    path("sitemap.xml", sitemaps.site_map, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security, name="security_txt"),
    path("town.css", views.town_css, name="town_css"),
    path("api/content/v2/", router.urls),
    re_path(r"^media/(?P<path>.+)$", views.picture, name="picture"),
]
