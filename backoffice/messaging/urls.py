from django.urls import path

from . import screens

app_name = "messaging"
urlpatterns = [
    path("", screens.ConversationsScreen.as_view(), name="conversations"),
    path("wordings/", screens.WordingsScreen.as_view(), name="wordings"),
    path(
        "wordings/<str:template>/<slug:language>/", screens.WordingScreen.as_view(), name="wording"
    ),
    path("log/", screens.DeliveriesScreen.as_view(), name="deliveries"),
    path("files/<slug:code>/<int:number>/", screens.FileScreen.as_view(), name="file"),
    path("<slug:code>/", screens.ConversationScreen.as_view(), name="conversation"),
]
