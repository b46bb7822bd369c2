"""The receipt as the values that its document template takes."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from backoffice.kernel.town import letterhead
from backoffice.revenue.queries import ReceiptLine, ReceiptView
from theme import formatting

from .words import period


def line_label(line: ReceiptLine, language: str) -> str:
    """Return what a line of a receipt is for: kind and period, and the part if not the debt."""
    kind, part = (
        (line.label_en, line.part_en) if language == "en" else (line.label_el, line.part_el)
    )
    words = [kind, period(line.period, language)]
    if part != main_part(language):
        words.append(f"({part})")
    return " ".join(word for word in words if word)


def main_part(language: str) -> str:
    """Return what revenue calls the debt itself."""
    from backoffice.revenue.states import Component

    with override(language):
        return str(Component.PRINCIPAL.label)


def receipt(shown: ReceiptView, language: str) -> dict[str, Any]:
    """Return the values of a receipt, written for the reader."""
    with override(language):
        payer = shown.payer or ", ".join(shown.debtors) or _("Whoever presented the payment code")
        more = [[_("Journal entry"), shown.entry]]
        if shown.payer and shown.debtors and list(shown.debtors) != [shown.payer]:
            more.insert(0, [_("Paid for"), ", ".join(shown.debtors)])
        if shown.counter:
            more.insert(0, [_("Cash desk"), shown.counter])
        if shown.is_reversal:
            more.insert(0, [_("Reverses receipt"), shown.reverses])
        if shown.reversed_amount:
            back = formatting.euro(shown.reversed_amount, language)
            more.insert(0, [_("Of this went back"), back])
        legal = [
            _("Issued by computer; its number belongs to a series without gaps."),
            _("No way of paying the municipality costs the payer anything more."),
        ]
        kept = _("Kept as your credit")
    return {
        "language": language,
        "town": letterhead(language),
        "number": shown.number,
        "paid_at": formatting.instant(shown.issued_at),
        "payer": {"name": payer},
        "method": shown.method_en if language == "en" else shown.method_el,
        "transaction": shown.bank_reference or "—",
        "lines": _lines(shown, language, kept),
        "total": formatting.euro(shown.amount, language),
        "code": shown.verification_code,
        "more": more,
        "legal": legal,
    }


def _lines(shown: ReceiptView, language: str, kept: str) -> list[dict[str, str]]:
    lines = [
        {
            "text": line_label(line, language),
            "code": line.charge_number,
            "amount": formatting.euro(line.amount, language),
        }
        for line in shown.lines
    ]
    if shown.kept:
        lines.append({"text": kept, "code": "", "amount": formatting.euro(shown.kept, language)})
    return lines
