from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    name = "backoffice.certificates"
    label = "certificates"
    verbose_name = _("Certificates")

    def ready(self) -> None:
        """Enter our kinds, operation and verbs, and tell the door of verification our codes."""
        from backoffice.audit import words
        from backoffice.documents.proofs import PROOFS
        from backoffice.privacy import registries

        from . import attested, holdings, kinds, steps
        from .labels import LABELS
        from .proofs import proof_of

        words.register(LABELS)
        PROOFS.register("certificates", proof_of)
        steps.register_all()
        registries.register_holdings(holdings)
        for kind in attested.ALL:
            kinds.register(kind)
