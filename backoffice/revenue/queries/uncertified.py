"""What no certified list holds: lists under way, and charges certified one by one (οίκοθεν)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum

from backoffice.kernel.money import ZERO
from backoffice.revenue.models import Charge, ChargeList, Run
from backoffice.revenue.states import ChargeState, ListState, RunState

from .office import about, with_open_amount

UNDER_WAY = (ListState.DRAFTED, ListState.CHECKED)


@dataclass(frozen=True, slots=True)
class OutsideSums:
    """How many charges stand outside lists, and what they come to in euros."""

    charges: int
    total: Decimal
    waiting: int
    waiting_total: Decimal


def outside_lists(
    *,
    kind: str = "",
    state: str = "",
    source: str = "",
    first: date | None = None,
    last: date | None = None,
    text: str = "",
) -> QuerySet[Charge]:
    """Return charges that no list certified, the latest first; cancelled ones only if asked for.

    :param state: `waiting` for what was certified and not collected yet, `collected`, `cancelled`;
        anything else for all that stand
    :param source: the beginning of the kind of source, such as the name of a module
    :param text: number, payment code, or a debtor's AFM or name
    """
    found = Charge.objects.filter(list=None).select_related("kind", "debtor")
    found = found.filter(_states(state))
    if kind:
        found = found.filter(kind__code=kind)
    if source:
        found = found.filter(source_kind__startswith=source)
    if first:
        found = found.filter(on__gte=first)
    if last:
        found = found.filter(on__lte=last)
    return about(with_open_amount(found), text).order_by("-id")


def _states(state: str) -> Q:
    if state == "waiting":
        return Q(state=ChargeState.OPEN)
    if state == "collected":
        return Q(state=ChargeState.SETTLED)
    if state == "cancelled":
        return Q(state=ChargeState.CANCELLED)
    return ~Q(state=ChargeState.CANCELLED)


def outside_sums(found: QuerySet[Charge]) -> OutsideSums:
    """Return what chosen charges come to, in one statement."""
    is_open = Q(state=ChargeState.OPEN)
    sums = found.order_by().aggregate(
        charges=Count("id"),
        total=Sum("principal"),
        waiting=Count("id", filter=is_open),
        waiting_total=Sum("principal", filter=is_open),
    )
    return OutsideSums(
        sums["charges"], sums["total"] or ZERO, sums["waiting"], sums["waiting_total"] or ZERO
    )


def outside_waiting() -> int:
    """Return how many charges outside lists were not collected yet."""
    return Charge.objects.filter(list=None, state=ChargeState.OPEN).count()


def sources_outside() -> Sequence[str]:
    """Return the kinds of source of charges outside lists that were not collected yet."""
    found = Charge.objects.filter(list=None, state=ChargeState.OPEN).order_by("source_kind")
    return list(found.values_list("source_kind", flat=True).distinct())


def lists_under_way() -> QuerySet[ChargeList]:
    """Return lists that are drawn up or checked, with `staged` charges and `amount` in euros.

    The longest under way comes first; without a rehearsal both are missing.
    """
    latest = Run.objects.filter(list=OuterRef("pk"), state=RunState.REHEARSED).order_by("-id")
    return (
        ChargeList.objects.filter(state__in=UNDER_WAY)
        .select_related("kind", "drafted_by", "checked_by")
        .annotate(staged=Subquery(latest.values("rows")[:1]))
        .annotate(amount=Subquery(latest.values("total")[:1]))
        .order_by("drafted_at")
    )
