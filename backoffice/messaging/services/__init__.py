"""Public verbs of messages and notifications."""

from .deliver import follow_delivery, order_forgotten, order_reports, send_delivery
from .notify import notify, read_notification, read_notifications
from .settings import (
    confirm_mobile,
    drop_mobile,
    send_mobile_code,
    set_preferences,
    write_wording,
)
from .talking import (
    About,
    close_conversation,
    open_conversation,
    read_conversation,
    send_message,
    write_about,
    write_message,
)

__all__ = [
    "About",
    "close_conversation",
    "confirm_mobile",
    "drop_mobile",
    "follow_delivery",
    "notify",
    "open_conversation",
    "order_forgotten",
    "order_reports",
    "read_conversation",
    "read_notification",
    "read_notifications",
    "send_delivery",
    "send_message",
    "send_mobile_code",
    "set_preferences",
    "write_about",
    "write_message",
    "write_wording",
]
