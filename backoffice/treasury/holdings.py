"""What the cash desks hold about people: sums from the bank that were said to be theirs."""

from django.utils.translation import gettext_lazy as _

from backoffice.privacy.extracts import Extract, exporter

EXPORTERS = (
    exporter(
        "treasury",
        title=_("Sums from the bank"),
        purpose=_("to book a payment to the right debt (GDPR article 6 §1 c)"),
        extracts=(
            Extract(
                "bank_sum",
                "treasury.BankMatch",
                "code state amount=sum__amount as_credit proposed_at decided_at undo_at",
                party=["party"],
            ),
        ),
    ),
)
