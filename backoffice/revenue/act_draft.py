"""The draft of the decision that an act proposes, as the organ takes it: Greek, printed."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from backoffice.kernel.town import letterhead
from theme import formatting, pdf

from .models import Act
from .queries.acts import act_view

# Official documents are Greek, whatever language the screen speaks.
LANGUAGE = "el"


def draft_of(act: Act, on: Any) -> bytes:
    """Return the draft as PDF."""
    with override(LANGUAGE):
        return pdf.render("office", _values(act, on))


def _text(words: str, *, bold: bool = False) -> list[dict[str, Any]]:
    return [{"text": words, "bold": bold, "italic": False}]


def _values(act: Act, on: Any) -> dict[str, Any]:
    rows = act_view(act, on).rows
    limits = _("The %(organ)s, having regard to: %(cause)s;") % {
        "organ": act.get_organ_display(),
        "cause": act.get_cause_display(),
    }
    blocks: list[dict[str, Any]] = [
        {"kind": "paragraph", "runs": _text(limits)},
        {"kind": "heading", "runs": _text(_("Reasons"))},
        {"kind": "paragraph", "runs": _text(act.reason)},
    ]
    if act.opinion:
        blocks += [
            {"kind": "heading", "runs": _text(_("Opinion of the treasury"))},
            {"kind": "paragraph", "runs": _text(act.opinion)},
        ]
    decides = _("decides: %(kind)s of %(amount)s for %(party)s, as follows.") % {
        "kind": act.get_kind_display(),
        "amount": formatting.euro(act.amount, LANGUAGE),
        "party": _who(act),
    }
    items = [_text(f"{row.label}: {formatting.euro(row.amount, LANGUAGE)}") for row in rows]
    blocks += [
        {"kind": "heading", "runs": _text(_("Decision"))},
        {"kind": "paragraph", "runs": _text(decides, bold=True)},
        {"kind": "list", "items": items},
    ]
    number = act.decision_number or _("draft of decision")
    return {
        "language": LANGUAGE,
        "town": letterhead(LANGUAGE),
        "code": act.code,
        "subject": f"{act.get_kind_display()} {act}".capitalize(),
        "number": number,
        "date": formatting.day(act.decision_on or on),
        "to": [act.get_organ_display()],
        "blocks": blocks,
        "signer": [_("The proposer"), str(act.proposer or "")],
    }


def _who(act: Act) -> str:
    return (
        f"{act.party.full_name} ({_('AFM')} {act.party.afm})" if act.party.afm else str(act.party)
    )
