"""What stands on charges on a day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from backoffice.kernel.actors import Source
from backoffice.revenue.models import Hold
from backoffice.revenue.states import HoldKind


@dataclass(frozen=True, slots=True)
class HoldView:
    """Something that stands on a charge; its days are legal days."""

    charge_id: int
    kind: str
    source: Source
    first: date
    last: date | None
    reason: str

    @property
    def word(self) -> str:
        """What it is, in the reader's language."""
        return str(HoldKind(self.kind).label)


def holds_of(charge_ids: Collection[int], on: date) -> dict[int, list[HoldView]]:
    """Return what stands on charges on a day, by charge; charges without a hold are left out."""
    rows = Hold.objects.filter(
        Q(last=None) | Q(last__gte=on), charge__in=list(charge_ids), first__lte=on, voided_at=None
    ).order_by("first", "pk")
    found: dict[int, list[HoldView]] = {}
    for hold in rows:
        found.setdefault(hold.charge_id, []).append(view(hold))
    return found


def view(hold: Hold) -> HoldView:
    """Return a hold as other modules see it."""
    source = Source(hold.source_kind, hold.source_id)
    return HoldView(hold.charge_id, hold.kind, source, hold.first, hold.last, hold.reason)
