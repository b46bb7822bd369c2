from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MyArrangementsConfig(AppConfig):
    name = "eservices.arrangements"
    label = "my_arrangements"
    verbose_name = _("Paying by instalments")
