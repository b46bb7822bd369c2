"""A certified list as a document: who drew it up, checked and certified it, and its charges."""

from django.utils import translation
from django.utils.translation import gettext as _

from backoffice.kernel.town import letterhead
from theme import pdf
from theme.formatting import day, euro, instant

from .models import ChargeList
from .queries import lists

#: Printed row by row up to here; a longer list is filed with its CSV, which the sums bind.
MOST_PRINTED = 3_000


def list_pdf(held: ChargeList, language: str) -> bytes:
    """Return a certified list as PDF/A.

    :param language: `el` or `en`
    """
    with translation.override(language):
        charges = lists.listed(held)[:MOST_PRINTED] if held.rows <= MOST_PRINTED else []
        return pdf.render(
            "charge_list",
            {
                "language": language,
                "town": letterhead(language),
                "title": f"{held.get_form_display()} {held}".capitalize(),
                "facts": _facts(held),
                "signatures": _signatures(held),
                "header": [_("No."), _("Debtor"), _("AFM"), _("Reference"), _("Amount")],
                "rows": [
                    [
                        str(charge.number),
                        charge.debtor.full_name,
                        charge.debtor.afm or "",
                        charge.source_id,
                        euro(charge.principal),
                    ]
                    for charge in charges
                ],
                "total": euro(held.total),
                "note": ""
                if held.rows <= MOST_PRINTED
                else _("The charges one by one are in the file of the list (CSV)."),
            },
        )


def _facts(held: ChargeList) -> list[list[str]]:
    decided = f", {day(held.decided_on)}" if held.decided_on else ""
    ada = f", {_('ADA')} {held.ada}" if held.ada else ""
    facts = [
        [_("Kind of charge"), str(held.kind)],
        [_("Period"), held.period],
        [_("Revenue code (ALE)"), held.kind.ale],
        [_("Certified on"), day(held.on) if held.on else ""],
        [_("Due on"), day(held.due_on) if held.due_on else ""],
        [_("Decision"), f"{held.organ} {held.decision}{decided}{ada}"],
        [_("Charges"), str(held.rows)],
        [_("Total"), euro(held.total)],
        [_("Journal entry"), held.entry.label if held.entry else ""],
    ]
    if held.corrects is not None:
        facts.insert(0, [_("Corrects"), f"{held.corrects}: {held.reason}"])
    return facts


def _signatures(held: ChargeList) -> list[list[str]]:
    steps = (
        (_("Drawn up by"), held.drafted_by, held.drafted_at),
        (_("Checked by"), held.checked_by, held.checked_at),
        (_("Certified by"), held.certified_by, held.certified_at),
    )
    return [
        [word, (who.get_full_name() or who.email) if who else "", instant(at) if at else ""]
        for word, who, at in steps
    ]
