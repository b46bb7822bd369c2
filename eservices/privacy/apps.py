from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyDoorConfig(AppConfig):
    name = "eservices.privacy"
    label = "my_privacy"
    verbose_name = _("Personal data")
