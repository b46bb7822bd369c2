"""The statement of debts as the values that its document template takes."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from backoffice.kernel.town import letterhead
from theme import formatting

from .queries import Debtor, label_of


def statement(shown: Debtor, language: str) -> dict[str, Any]:
    """Return the values of one debtor's statement, written for the reader."""

    def euro(amount: Any) -> str:
        return formatting.euro(amount, language)

    with override(language):
        legal = [
            _("Surcharges are counted up to the day above and grow until the debt is paid."),
            _("Pay by card at the municipality's site, at any bank with the RF code, or in cash."),
        ]
    return {
        "language": language,
        "town": letterhead(language),
        "debtor": {"name": shown.name},
        "as_of": formatting.day(shown.today),
        "debts": [
            {
                "text": f"{label_of(debt, language)} · {debt.number}",
                "rf": formatting.rf_groups(debt.rf_code),
                "due_on": formatting.day(debt.due_on),
                "principal": euro(debt.principal_open),
                "surcharge": euro(debt.surcharge),
                "total": euro(debt.total),
            }
            for debt in shown.debts
        ],
        "total": euro(shown.total),
        "legal": legal,
    }
