from django.urls import path

from . import views

app_name = "my_messages"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("read/", views.read_all, name="read_all"),
    path("settings/", views.ways, name="ways"),
    path("settings/mobile/", views.mobile, name="mobile"),
    path("settings/mobile/confirm/", views.confirm, name="confirm"),
    path("settings/mobile/remove/", views.drop, name="drop"),
    path("told/<slug:code>/", views.notification, name="notification"),
    path("files/<slug:code>/<int:number>/", views.file, name="file"),
    path("<slug:code>/", views.conversation, name="conversation"),
]
