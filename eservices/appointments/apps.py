from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AppointmentsDoorConfig(AppConfig):
    name = "eservices.appointments"
    label = "my_appointments"
    verbose_name = _("Appointments for citizens")
