from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificatesDoorConfig(AppConfig):
    name = "eservices.certificates"
    label = "certificates_door"
    verbose_name = _("Certificates for citizens")
