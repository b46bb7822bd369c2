"""A declaration as the values that its document template takes."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from backoffice.business_fees.queries import DeclarationLine, DeclarationView
from backoffice.kernel.town import letterhead
from theme import formatting

from .journey import DeclarationPage


def declaration(page: DeclarationPage, language: str) -> dict[str, Any]:
    """Return the values of one declaration, written for the reader."""
    with override(language):
        return _values(page, language)


def _values(page: DeclarationPage, language: str) -> dict[str, Any]:
    view = page.view
    held = view.declaration
    values: dict[str, Any] = {
        "language": language,
        "town": letterhead(language),
        "title": _("Declaration of fees, %(period)s") % {"period": view.period.label(language)},
        "number": held.receipt,
        "code": held.code,
        "received_at": formatting.instant(held.declared_at),
        "sections": [
            {"title": _("Who declares"), "answers": _who(view)},
            {"title": _("What was declared"), "answers": _what(view, language)},
        ],
        "amounts": {
            "lines": [_line(line, view, language) for line in view.lines],
            "total": formatting.euro(held.fee_total, language),
        },
        "next": _next(page),
        "legal": [
            _("Legal basis: %(law)s.") % {"law": line.legal_basis} for line in view.lines[:1]
        ],
    }
    if view.to_pay:
        values["amounts"]["due"] = formatting.day(view.due_on)
        if len(view.open_charges) == 1:
            values["amounts"]["rf"] = formatting.rf_groups(view.open_charges[0].rf_code)
    return values


def _who(view: DeclarationView) -> list[list[str]]:
    party, place = view.declaration.on_behalf_of, view.establishment
    return [
        [_("Business"), party.full_name],
        [_("AFM"), party.afm or ""],
        [_("Establishment"), place.trade_name],
        [_("Address"), f"{place.street}, {place.postcode} {place.place}"],
    ]


def _what(view: DeclarationView, language: str) -> list[list[str]]:
    held = view.declaration
    rows = [
        [_("Period"), view.period.label(language)],
        [_("Last day to declare"), formatting.day(view.due_on)],
        [_("Declared by"), str(held.declared_by)],
    ]
    if held.corrects:
        rows.append([_("Corrects"), held.corrects.receipt])
    if held.reason:
        rows.append([_("Reason"), held.reason])
    if view.attachments:
        rows.append([_("Files"), ", ".join(file.original_name for file in view.attachments)])
    return rows


def _line(line: DeclarationLine, view: DeclarationView, language: str) -> dict[str, str]:
    text = line.category.name_en if language == "en" else line.category.name_el
    if (line.first_on, line.last_on) != (view.period.first, view.period.last):
        text = f"{text}, {formatting.day(line.first_on)} – {formatting.day(line.last_on)}"
    base, rate = formatting.euro(line.base, language), formatting.percent(line.rate, language)
    return {
        "text": text,
        "formula": f"{base} × {rate}",
        "amount": formatting.euro(line.fee, language),
    }


def _next(page: DeclarationPage) -> list[str]:
    view = page.view
    if not view.to_pay:
        return [_("There is nothing to pay for this period.")]
    address = f"{settings.SITE_URL}{reverse('debts:list')}"
    where = {"day": formatting.day(view.due_on), "address": address}
    if view.due_on < page.on:
        how = _("It was due on %(day)s: pay now at %(address)s, where the surcharge is added.")
    else:
        how = _("Pay by %(day)s at %(address)s or at any bank with the payment code.")
    return [
        how % where,
        _("Late payment costs a surcharge for every month that begins."),
    ]
