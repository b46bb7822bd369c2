"""The application and its receipt as PDF."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from backoffice.forms import summary as forms
from backoffice.kernel.town import letterhead
from backoffice.treasury import queries as treasury
from theme import formatting, pdf

from . import offers
from .models import Application
from .models.applications import Capacity


def receipt_pdf(application: Application, language: str) -> bytes:
    """Return the receipt with everything that was sent, for the applicant to keep."""
    with override(language):
        values = _values(application, language, _next(application))
        values["sections"] = [*values["sections"], *_money(application)]
        return pdf.render("declaration", values)


def application_pdf(application: Application) -> bytes:
    """Return the application as it was sent, for its entry of the register."""
    language = application.language
    with override(language):
        return pdf.render("declaration", _values(application, language, []))


def _values(application: Application, language: str, following: list[str]) -> dict[str, Any]:
    entry = application.entry
    title = application.title_en if language == "en" else application.title_el
    return {
        "language": language,
        "town": letterhead(language),
        "title": title or application.title_el,
        "number": entry.label if entry else application.code,
        "code": application.code,
        "received_at": formatting.instant(application.submitted_at),
        "sections": [
            {"title": _("Who applies"), "answers": _who(application)},
            *_answered(application, language),
            *_files(application),
            *_signers(application),
        ],
        "next": following,
        "legal": [_("SHA-256 of the content: %(digest)s") % {"digest": application.digest}],
    }


def _who(application: Application) -> list[list[str]]:
    said = application.snapshot
    rows = [[_("Applicant"), application.name]]
    applicant = said.get("applicant") or {}
    if applicant.get("afm"):
        rows.append([_("AFM"), applicant["afm"]])
    if application.capacity == Capacity.CUSTODY and said.get("child"):
        rows.append([_("For the child"), said["child"]["name"]])
    sender = application.sent_by_party
    if sender is not None and sender.pk != application.party_id:
        rows.append([pgettext("application", "Sent by"), sender.full_name])
    rows.append([_("Capacity"), str(application.get_capacity_display())])
    return rows


def _answered(application: Application, language: str) -> list[dict[str, Any]]:
    form = offers.offer_with(application.service, application.form_version).form
    return [
        {"title": page, "answers": [[label, shown] for label, shown in rows]}
        for page, rows in forms.summary(form, application.snapshot["answers"], language)
        if rows
    ]


def _files(application: Application) -> list[dict[str, Any]]:
    files = application.snapshot["files"]
    if not files:
        return []
    rows = [[one["name"], one["sha256"][:16]] for one in files]
    return [{"title": _("Files and the beginning of their SHA-256"), "answers": rows}]


def _money(application: Application) -> list[dict[str, Any]]:
    """Return what the application costs, and the receipt once it was paid at a desk."""
    charge = application.charge
    if charge is None:
        return []
    rows = [[_("Amount"), formatting.euro(charge.principal)]]
    taken = treasury.taking_of_charge(charge.pk)
    if taken is not None:
        rows.append([_("Receipt of the payment"), f"{taken.receipt} · {taken.session.desk}"])
        rows.append([_("Paid at"), formatting.instant(taken.taken_at)])
    elif charge.state == "settled":
        rows.append([_("State"), _("Paid")])
    else:
        rows.append([_("Payment code"), charge.rf_code])
        rows.append([_("To be paid by"), formatting.day(charge.due_on)])
    return [{"title": _("Fee"), "answers": rows}]


def _signers(application: Application) -> list[dict[str, Any]]:
    rows = [
        [str(one.signer_party), formatting.instant(one.answered_at)]
        for one in application.signatures.filter(state="signed").select_related("signer_party")
        if one.answered_at
    ]
    return [{"title": _("Also signed by"), "answers": rows}] if rows else []


def _next(application: Application) -> list[str]:
    from .queries import what_next

    return [str(line) for line in what_next(application)]
