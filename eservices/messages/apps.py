from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagesDoorConfig(AppConfig):
    name = "eservices.messages"
    label = "my_messages"
    verbose_name = _("Messages for citizens")
