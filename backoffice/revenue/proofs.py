"""What anybody who holds a receipt may check: that we gave it, and whether it still holds."""

from django.utils.translation import gettext as _

from backoffice.documents.proofs import Proof
from backoffice.kernel.money import ZERO
from theme.formatting import euro

from .models import Receipt


def receipt_proof(code: str) -> Proof | None:
    """Return what the code of a receipt proves; nothing if it is none of ours, and no name."""
    receipt = Receipt.objects.prefetch_related("reversals").filter(code=code).first()
    if receipt is None:
        return None
    back = sum((row.amount for row in receipt.reversals.all()), ZERO)
    facts = [(_("Amount"), euro(receipt.amount))]
    if back:
        facts.append((_("Of this went back"), euro(back)))
    title = _("Counter-receipt") if receipt.reverses_id else _("Receipt")
    state = "cancelled" if back >= receipt.amount else "valid"
    return Proof(title, str(receipt), receipt.on, state, tuple(facts))
