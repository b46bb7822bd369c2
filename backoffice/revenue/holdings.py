"""What revenue holds about people, and that the law keeps it."""

from django.utils.translation import gettext_lazy as _

from backoffice.privacy.extracts import Extract, exporter
from backoffice.privacy.registries import Kept

EXPORTERS = (
    exporter(
        "revenue",
        title=_("Debts, payments and receipts"),
        purpose=_("to certify and collect what is owed (GDPR article 6 §1 c)"),
        left_out=_("Opinions of the services before a decision; ask the office for them."),
        extracts=(
            Extract(
                "charge",
                "revenue.Charge",
                "code series number year what=kind__name_el period on due_on principal state"
                " rf_code facts explanation cancelled_on reason",
                party=["debtor"],
            ),
            Extract(
                "payment",
                "revenue.Payment",
                "code way=method__code state amount received started_at settled_at"
                " bank_reference channel reason",
                party=["party"],
                user=["payer"],
            ),
            Extract(
                "receipt",
                "revenue.Receipt",
                "series number year payment=payment__code amount on issued_at bank_reference"
                " reason",
                party=["payment__party"],
                user=["payment__payer"],
            ),
            Extract(
                "credit", "revenue.Credit", "amount booked_on reason reference", party=["party"]
            ),
            Extract(
                "act",
                "revenue.Act",
                "number year kind cause state amount reason decision_number decision_on ada"
                " refusal iban payee",
                party=["party"],
            ),
            Extract(
                "objection",
                "revenue.Objection",
                "reasons lodged_at last_day state answer decision_number decided_at",
                party=["party"],
                user=["objector"],
            ),
            Extract(
                "exemption",
                "revenue.Exemption",
                "cause began ended first last proof withdrawn_at withdraw_reason",
                party=["party"],
            ),
            Extract(
                "interest_given_back",
                "revenue.GivenInterest",
                "why=kind amount on explanation",
                party=["party"],
            ),
            Extract("relief", "revenue.Relief", "period amount reason on", party=["debtor"]),
        ),
    ),
)
KEPT = (
    Kept(
        "money",
        _("Debts, payments, receipts, arrangements and the books"),
        _(
            "Records of money are kept until what is owed is collected or deleted, and ten years"
            " more; audit and lawsuits may ask for them longer."
        ),
        "ΠΔ 480/1985, προς επιβεβαίωση από την επιτροπή αρχείου",
    ),
)
