"""An arrangement as the values that its document template takes."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from backoffice.kernel.town import letterhead
from theme import formatting

from .models import Arrangement
from .queries import ArrangedView, arrangement_view


def arrangement(found: Arrangement, on: date, language: str) -> dict[str, Any]:
    """Return the values of an arrangement with its schedule, written for the reader."""
    view = arrangement_view(found, on)

    def euro(amount: Any) -> str:
        return formatting.euro(amount, language)

    with override(language):
        facts = _facts(view, language)
        legal = _legal(found)
        rows = [
            {
                "number": str(row.number),
                "due_on": formatting.day(row.due_on),
                "capital": euro(row.capital),
                "interest": euro(row.interest),
                "amount": euro(row.amount),
                "state": row.word,
            }
            for row in view.instalments
        ]
    return {
        "language": language,
        "town": letterhead(language),
        "number": str(found),
        "debtor": {"name": view.debtor, "afm": found.debtor.afm or ""},
        "as_of": formatting.day(on),
        "facts": facts,
        "debts": [
            {
                "text": f"{debt.label(language)} · {debt.number}",
                "principal": euro(debt.principal),
                "surcharge": euro(debt.surcharge),
                "waived": euro(debt.waived),
                "total": euro(debt.principal + debt.surcharge - debt.waived),
            }
            for debt in view.debts
        ],
        "capital": euro(found.capital),
        "instalments": rows,
        "total": euro(view.total),
        "legal": legal,
    }


def _facts(view: ArrangedView, language: str) -> list[list[str]]:
    found = view.arrangement
    facts = [
        [_("Scheme"), view.scheme],
        [_("Legal basis"), found.terms.legal_basis],
        [_("Applied on"), formatting.day(found.applied_on)],
        [_("Granted by"), str(found.get_organ_display())],
        [_("State"), str(found.get_state_display())],
        [_("Yearly interest"), formatting.percent(found.rate, language)],
    ]
    if found.decision:
        decided = formatting.day(found.decided_on) if found.decided_on else ""
        facts.append([_("Decision"), " ".join(filter(None, [found.decision, decided, found.ada]))])
    return facts


def _legal(found: Arrangement) -> list[str]:
    terms = found.terms
    fee = formatting.percent(terms.late_share)
    return [
        _("An instalment that is not paid on its day is surcharged with %(fee)s.") % {"fee": fee},
        _(
            "The arrangement is lost by what its legal basis says; the debts then grow as if it "
            "had never stood, and what was paid stays credited."
        ),
    ]
