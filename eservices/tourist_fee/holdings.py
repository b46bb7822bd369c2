"""What the declaration of the stay fee holds about people: what they began and did not send."""

from django.utils.translation import gettext_lazy as _

from backoffice.privacy.extracts import Extract, exporter

EXPORTERS = (
    exporter(
        "tourist_fee",
        title=_("Declarations of the stay fee that were not sent"),
        purpose=_("so that you go on where you stopped (GDPR article 6 §1 e)"),
        extracts=(
            Extract(
                "draft",
                "tourist_fee.Draft",
                "establishment=establishment__trade_name period had_receipts bases reason"
                " started_at saved_at",
                user=["user"],
            ),
        ),
    ),
)
