from django.urls import path

from . import api

urlpatterns = [
    path("notifications/", api.NotificationsView.as_view(), name="api_notifications"),
    path("notifications/<slug:code>/", api.NotificationView.as_view(), name="api_notification"),
    path("conversations/", api.ConversationsView.as_view(), name="api_conversations"),
    path("conversations/<slug:code>/", api.ConversationView.as_view(), name="api_conversation"),
    path("ways/", api.WaysView.as_view(), name="api_ways"),
    path("ways/mobile/", api.MobileView.as_view(), name="api_mobile"),
]
