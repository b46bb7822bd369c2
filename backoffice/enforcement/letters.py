"""What notices say: the words that all of a batch share, and the facts of one debtor.

Both are written once, at the issue, in the debtor's language; setting them on paper adds nothing.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from backoffice.enforcement.rules import Figures
from backoffice.enforcement.states import NoticeKind
from backoffice.kernel.money import ZERO
from backoffice.kernel.town import letterhead
from backoffice.revenue.queries import Debt
from theme import formatting

LANGUAGES = ("el", "en")


def frame(kind: str, *, entry: str, department: str, figures: Figures) -> dict[str, Any]:
    """Return what every notice of a batch says alike, in both languages.

    :param entry: the number in the register
    """
    return {
        "entry": entry,
        "towns": {language: letterhead(language) for language in LANGUAGES},
        "words": {language: _words(kind, department, figures, language) for language in LANGUAGES},
    }


def _words(kind: str, department: str, figures: Figures, language: str) -> dict[str, Any]:
    with override(language):
        titles = {
            NoticeKind.INDIVIDUAL: _("Individual notice of debts"),
            NoticeKind.OVERDUE: _("Individual notice of overdue debts"),
        }
        bases = {
            NoticeKind.INDIVIDUAL: _("Law 4978/2022, article 4"),
            NoticeKind.OVERDUE: _("Law 4978/2022, article 7"),
        }
        chosen = NoticeKind(kind)
        return _labels() | {
            "department": department,
            "title": titles[chosen],
            "basis": bases[chosen],
            "opening": _opening(chosen),
            "warnings": _warnings(chosen, figures),
        }


def _labels() -> dict[str, Any]:
    return {
        "number": _("Notice number"),
        "entry": _("Register number"),
        "date": _("Date"),
        "debtor": _("Addressed to"),
        "afm": _("Tax number (AFM)"),
        "headers": [
            _("What for, certification number and date"),
            _("Due day"),
            _("Debt"),
            _("Interest"),
            _("Total"),
        ],
        "total": _("Total"),
        "until": _("Interest counted up to"),
        "how": _("How to pay"),
        "ways": [
            _("By card at the municipality's site: scan the code of the debt, or type it there."),
            _("At any bank, with the RF payment code of each debt."),
            _("In cash or by card at the municipality's cash desk."),
        ],
        "know": _("What you should know"),
        "rf": _("Payment code"),
        "qr": _("QR code that opens the payment page of this debt"),
        "page": _("Page"),
        "document": _("Document code"),
    }


def _opening(kind: NoticeKind) -> str:
    if kind == NoticeKind.OVERDUE:
        return _(
            "The debts below were certified in the books of the municipality and were not paid by"
            " their due day. Please pay them, or ask for instalments."
        )
    return _("The debts below were certified in the books of the municipality in your name.")


def _warnings(kind: NoticeKind, figures: Figures) -> list[str]:
    interest = _("What is not paid by its due day bears interest until it is paid.")
    object_to = _("You may object within %(days)d days from the service of this notice.") % {
        "days": figures.objection_days
    }
    if kind == NoticeKind.INDIVIDUAL:
        return [interest, object_to]
    measures = _(
        "If %(days)d days pass from the service of this notice and the debts are neither paid nor"
        " arranged, compulsory measures follow: seizure of claims in third hands, of movables or"
        " of immovables."
    ) % {"days": figures.wait_days}
    return [interest, measures, object_to]


def content(
    *, kind: str, number: str, on: date, party: Any, address: Any, debts: Sequence[Debt]
) -> dict[str, Any]:
    """Return what one notice says to one debtor, written for the reader.

    :param address: where post reaches the debtor, or nothing
    """
    language = "en" if party.language == "en" else "el"

    def euro(amount: Decimal) -> str:
        return formatting.euro(amount, language)

    street = [f"{address.street} {address.number}".strip()] if address else []
    place = [f"{address.postcode} {address.town}"] if address else []
    return {
        "language": language,
        "kind": kind,
        "number": number,
        "on": formatting.day(on),
        "name": party.full_name,
        "afm": party.afm or "",
        "address": street + place,
        "postcode": address.postcode if address else "",
        "lines": [_line(debt, language, euro) for debt in debts],
        "total": euro(sum((debt.total for debt in debts), ZERO)),
    }


def _line(debt: Debt, language: str, euro: Any) -> dict[str, str]:
    return {
        "text": f"{debt.label(language)} {debt.period}".strip(),
        "number": debt.number,
        "certified": formatting.day(debt.on),
        "due": formatting.day(debt.due_on),
        "principal": euro(debt.principal_open),
        "interest": euro(debt.surcharge),
        "total": euro(debt.total),
        "rf": debt.rf_code,
        "rf_printed": formatting.rf_groups(debt.rf_code),
    }
