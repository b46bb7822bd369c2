"""What the verbs of certificates are called in the trail."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "certificates.application.made": _("Certificate applied for"),
    "certificates.certificate.issued": _("Certificate issued"),
    "certificates.certificate.sealed": _("Certificate sealed"),
    "certificates.certificate.revoked": _("Certificate revoked"),
    "certificates.terms.set": _("Terms of a certificate set"),
}
