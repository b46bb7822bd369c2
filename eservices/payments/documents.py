"""The receipt as the values that its document template takes."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from backoffice.kernel.town import letterhead
from backoffice.revenue.queries import ReceiptView
from theme import formatting


def receipt(shown: ReceiptView, language: str) -> dict[str, Any]:
    """Return the values of a receipt, written for the reader."""
    with override(language):
        method = str(shown.method)
        payer = shown.payer_name or _("Whoever presented the payment code")
        legal = _(
            "The municipality charges nothing for any way of paying (ν.4537/2018 article 62)."
        )
        unnamed = _("Issued by computer; the number belongs to a series without gaps.")
    return {
        "language": language,
        "town": letterhead(language),
        "number": shown.number,
        "paid_at": formatting.instant(shown.paid_at),
        "payer": {"name": payer},
        "method": method,
        "transaction": shown.bank_reference,
        "lines": [
            {
                "text": line.label,
                "code": line.charge_code,
                "amount": formatting.euro(line.amount, language),
            }
            for line in shown.lines
        ],
        "total": formatting.euro(shown.amount, language),
        "code": shown.code,
        "legal": [legal, unnamed],
    }
