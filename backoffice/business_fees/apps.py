from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BusinessFeesConfig(AppConfig):
    name = "backoffice.business_fees"
    label = "business_fees"
    verbose_name = _("Business fees")
