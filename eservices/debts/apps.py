from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DebtsConfig(AppConfig):
    name = "eservices.debts"
    label = "debts"
    verbose_name = _("Debts")
