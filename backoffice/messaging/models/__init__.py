from .conversations import Conversation, Message, MessageFile
from .notifications import Delivery, Notification
from .settings import Mobile, Preference, Wording

__all__ = [
    "Conversation",
    "Delivery",
    "Message",
    "MessageFile",
    "Mobile",
    "Notification",
    "Preference",
    "Wording",
]
