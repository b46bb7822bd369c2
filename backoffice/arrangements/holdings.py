"""What arrangements hold about people."""

from django.utils.translation import gettext_lazy as _

from backoffice.privacy.extracts import Extract, exporter

EXPORTERS = (
    exporter(
        "arrangements",
        title=_("Arrangements of debts"),
        purpose=_("to let debts be paid by instalments (GDPR article 6 §1 c)"),
        extracts=(
            Extract(
                "arrangement",
                "arrangements.Arrangement",
                "number year group parts principal surcharge waived capital rate applied_on state"
                " decision ada decided_on started_on ended_on cause",
                party=["debtor"],
            ),
            Extract(
                "instalment",
                "arrangements.Instalment",
                "arrangement=arrangement__number number due_on capital interest reminded_at",
                party=["arrangement__debtor"],
            ),
            Extract(
                "interest_given_back",
                "arrangements.Reward",
                "arrangement=arrangement__number amount given_at",
                party=["arrangement__debtor"],
            ),
        ),
    ),
)
