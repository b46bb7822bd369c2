"""What the cash desk prints: receipts, X and Z reports, daily totals."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from backoffice.documents.sealing import verify_url
from backoffice.kernel.money import ZERO
from backoffice.kernel.town import letterhead
from backoffice.revenue.queries import ReceiptLine, ReceiptView
from theme import pdf
from theme.formatting import day, euro, instant

from .queries import Report, TotalRow, by_day


def pdf_response(body: bytes, name: str) -> HttpResponse:
    """Return a PDF that the browser shows, ready to print."""
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


def receipt(shown: ReceiptView, language: str) -> bytes:
    """Return a receipt as PDF, with the desk, the session and a QR code to check it by."""
    with override(language):
        more = [[_("Cash desk"), shown.counter], [_("Journal entry"), shown.entry]]
        if shown.is_reversal:
            more = [[_("Reverses receipt"), shown.reverses], [_("Reason"), shown.reason], *more]
        lines = [_line(line, language) for line in shown.lines]
        if shown.kept:
            lines.append({"text": _("Kept as your credit"), "amount": euro(shown.kept)})
        return pdf.render(
            "receipt",
            {
                "language": language,
                "town": letterhead(language),
                "number": shown.number,
                "paid_at": instant(shown.issued_at),
                "payer": {"name": ", ".join(shown.debtors)},
                "method": shown.method_en if language == "en" else shown.method_el,
                "transaction": shown.payment_code,
                "lines": lines,
                "total": euro(-shown.amount if shown.is_reversal else shown.amount),
                "code": shown.verification_code,
                "verify_url": verify_url(shown.verification_code),
                "more": more,
                "legal": [_("Issued by computer; its number belongs to a series without gaps.")],
            },
        )


def _line(line: ReceiptLine, language: str) -> dict[str, str]:
    kind, part = (
        (line.label_en, line.part_en) if language == "en" else (line.label_el, line.part_el)
    )
    words = f"{kind} {line.period}".strip()
    return {"text": f"{words} · {part}", "code": line.charge_number, "amount": euro(line.amount)}


def report(shown: Report, language: str) -> bytes:
    """Return a session's X report, or its Z report once it is closed, as PDF."""
    session = shown.session
    with override(language):
        title = _("Z report %(session)s") if shown.is_final else _("X report %(session)s")
        return pdf.render(
            "sheet",
            {
                "language": language,
                "town": letterhead(language),
                "title": title % {"session": session},
                "code": session.code,
                "facts": _facts(shown),
                "tables": [_methods(shown), _codes(shown.totals), _receipts(shown)],
                "notes": [session.reason] if session.reason else [],
                "signers": [
                    [_("Cashier"), session.cashier.get_full_name()],
                    [
                        _("Approved by"),
                        session.approved_by.get_full_name() if session.approved_by else "",
                    ],
                ],
            },
        )


def _facts(shown: Report) -> list[list[str]]:
    session = shown.session
    rows = [
        (_("Cash desk"), str(session.desk)),
        (_("Cashier"), session.cashier.get_full_name()),
        (_("Opened at"), instant(session.opened_at)),
        (_("Closed at"), instant(session.closed_at) if session.closed_at else ""),
        (_("Taken over from"), str(session.follows) if session.follows else ""),
        (_("Terminal's closing slip"), session.card_batch),
        (_("State"), session.get_state_display()),
    ]
    return [[name, value] for name, value in rows if value]


def _methods(shown: Report) -> dict[str, Any]:
    session, till = shown.session, shown.till
    cash = [
        (_("Left in the till before"), till.opening),
        (_("Cash receipts"), till.received),
        (_("Cash counter-receipts"), till.paid_back),
        (_("Floats from the bank"), till.supplies),
        (_("Deposits to the bank"), till.deposits),
    ]
    rows = [[name, euro(amount)] for name, amount in cash if amount or name == cash[0][0]]
    rows.append([_("Cash expected"), euro(shown.cash_expected)])
    if session.closing is not None:
        rows.append([_("Cash counted"), euro(session.closing)])
        rows.append([_("Difference of cash"), euro(shown.cash_gap or ZERO)])
    rows.append([_("Card payments expected"), euro(shown.card_expected)])
    if session.card_total is not None:
        rows.append([_("Total of the terminal"), euro(session.card_total)])
        rows.append([_("Difference of the terminal"), euro(shown.card_gap or ZERO)])
    return {
        "title": _("Expected and counted"),
        "headers": [_("What"), _("Amount")],
        "rows": rows,
        "money": [1],
    }


def _codes(rows: Sequence[TotalRow]) -> dict[str, Any]:
    return {
        "title": _("By revenue code"),
        "headers": [
            _("Revenue code"),
            _("Way of paying"),
            pgettext("money", "Receipts"),
            _("Amount"),
        ],
        "rows": [
            [row.ale or _("credit kept"), row.method_name, str(row.receipts), euro(row.amount)]
            for row in rows
        ],
        "money": [3],
        "total": euro(_sum(rows)),
    }


def _receipts(shown: Report) -> dict[str, Any]:
    return {
        "title": pgettext("money", "Receipts"),
        "headers": [_("For whom"), _("Number"), _("Way of paying"), _("Amount")],
        "rows": [
            [
                row.receipt.payment.party.full_name,
                str(row.receipt),
                row.get_method_display(),
                euro(row.amount),
            ]
            for row in shown.takings
        ],
        "money": [3],
        "total": euro(sum((row.amount for row in shown.takings), ZERO)),
    }


def _sum(rows: Sequence[TotalRow]) -> Decimal:
    return sum((row.amount for row in rows), ZERO)


def totals(rows: Sequence[TotalRow], first: date, last: date, language: str) -> bytes:
    """Return the daily totals of a range of days as PDF."""
    with override(language):
        methods, days = by_day(rows)
        return pdf.render(
            "sheet",
            {
                "language": language,
                "town": letterhead(language),
                "title": _("Daily totals"),
                "facts": [[_("From"), day(first)], [_("To"), day(last)]],
                "tables": [
                    {
                        "title": _("By day"),
                        "headers": [_("Day"), *methods, _("Total")],
                        "rows": [
                            [day(row.on), *map(euro, row.amounts), euro(row.total)] for row in days
                        ],
                        "money": list(range(1, len(methods) + 2)),
                        "total": euro(_sum(rows)),
                    },
                    _codes(rows),
                ],
            },
        )
