"""What the verbs of certificates are called in the trail."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "certificates.application.made": _("Certificate applied for"),
    "certificates.statement.made": _("Facts stated for a certificate"),
    "certificates.statement.issued": _("Certificate of stated facts ordered"),
    "certificates.statement.dropped": _("Stated facts set aside"),
    "certificates.certificate.issued": _("Certificate issued"),
    "certificates.certificate.sealed": _("Certificate sealed"),
    "certificates.certificate.revoked": _("Certificate revoked"),
    "certificates.certificate.doubted": _("Certificate examined anew"),
    "certificates.certificate.upheld": _("Certificate examined and upheld"),
    "certificates.certificate.superseded": _("Certificate replaced by another"),
    "certificates.awaited.made": _("Certificate awaited by an application"),
    "certificates.awaited.dropped": _("Certificate no longer awaited"),
    "certificates.figure.set": _("Figure of a certificate set"),
    "certificates.key.used": _("Key of QR codes used for the first time"),
    "certificates.key.withdrawn": _("Key of QR codes withdrawn"),
    "certificates.terms.set": _("Terms of a certificate set"),
}
