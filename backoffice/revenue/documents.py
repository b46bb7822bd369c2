"""What revenue prints, as the values that document templates take."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from backoffice.kernel.town import letterhead
from theme import formatting

from .queries import CardRow, DebtorCard


def card(debtor: Any, shown: DebtorCard, rows: Sequence[CardRow], language: str) -> dict[str, Any]:
    """Return the values of a debtor's card, written for the reader.

    :param rows: the rows of the card that are printed
    """

    def euro(amount: Any) -> str:
        return formatting.euro(amount, language) if amount else ""

    with override(language):
        known = shown.known_at
        as_known = (
            _("as it was known on %(instant)s") % {"instant": formatting.instant(known)}
            if known
            else ""
        )
    return {
        "language": language,
        "town": letterhead(language),
        "debtor": {"name": debtor.full_name, "afm": debtor.afm or "–"},
        "as_of": f"{formatting.day(shown.as_of)} {as_known}".strip(),
        "rows": [
            {
                "on": formatting.day(row.on),
                "text": " ".join(filter(None, [row.label(language), row.period, row.number])),
                "debit": euro(row.debit),
                "credit": euro(row.credit),
                "balance": formatting.euro(row.balance, language),
            }
            for row in rows
        ],
        "debit": formatting.euro(shown.debit, language),
        "credit": formatting.euro(shown.credit, language),
        "total": formatting.euro(shown.balance, language),
    }
