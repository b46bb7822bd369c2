"""A rehearsal beside the last list of its kind: what came, what went, what stands out."""

from decimal import Decimal
from typing import Any

from backoffice.revenue.models import ChargeList, StagedCharge
from backoffice.revenue.states import ListState

from .staging import rows_of

#: Upper bounds of the classes of amounts that the chart counts, in euros; the last has none.
CLASSES = (20, 50, 100, 200, 500, 1000, 5000)

FLAGS = """
select flag, count(*), coalesce(sum(amount), 0), coalesce(sum(previous), 0)
from revenue_stagedcharge where run_id = %(run)s group by flag
"""
KNOWN = """
select count(*) from (select from run_line where is_known group by source_kind, source_id) source
"""
VANISHED = """
select count(*), coalesce(sum(before.principal), 0) from revenue_charge before
where before.list_id = %(previous)s and before.state <> 'cancelled' and not exists (
    select from run_line line where line.source_kind = before.source_kind
        and line.source_id = before.source_id)
"""
BEFORE = """
select count(*), coalesce(sum(principal), 0) from revenue_charge
where list_id = %(previous)s and state <> 'cancelled'
"""
CLASSED = """
select width_bucket({amount}, %(classes)s::numeric[]) as class, count(*), sum({amount})
from {rows} group by 1
"""
NOW = CLASSED.format(
    amount="amount", rows="revenue_stagedcharge where run_id = %(run)s and amount > 0"
)
THEN = CLASSED.format(
    amount="principal", rows="revenue_charge where list_id = %(previous)s and state <> 'cancelled'"
)


def previous_of(held: ChargeList) -> ChargeList | None:
    """Return the latest certified list of the same kind for another period."""
    return (
        ChargeList.objects.filter(
            kind=held.kind_id, state__in=[ListState.CERTIFIED, ListState.CLOSED]
        )
        .exclude(pk=held.pk)
        .exclude(period=held.period)
        .exclude(form=ChargeList.Form.CORRECTION)
        .order_by("-on", "-pk")
        .first()
    )


def compare(run_id: int, previous: int | None) -> dict[str, Any]:
    """Return the comparison of a run that was just staged, as plain values."""
    values = {"run": run_id, "previous": previous, "classes": list(CLASSES)}
    flags = {row[0]: row for row in rows_of(FLAGS, values)}
    charged = [row for flag, row in flags.items() if flag != StagedCharge.Flag.ZERO]
    before = rows_of(BEFORE, values)[0]
    vanished = rows_of(VANISHED, values)[0]
    return {
        "rows": sum(row[1] for row in charged),
        "total": _euros(sum(row[2] for row in charged)),
        "known": rows_of(KNOWN, values)[0][0],
        "flags": {
            str(flag): [row[1], _euros(row[2]), _euros(row[3])] for flag, row in flags.items()
        },
        "previous": previous and {"id": previous, "rows": before[0], "total": _euros(before[1])},
        "vanished": [vanished[0], _euros(vanished[1])],
        "classes": _classes(rows_of(NOW, values), rows_of(THEN, values) if previous else []),
    }


def _classes(now: list[tuple[Any, ...]], then: list[tuple[Any, ...]]) -> list[list[Any]]:
    counts = {row[0]: row[1] for row in now}
    before = {row[0]: row[1] for row in then}
    return [
        [
            CLASSES[place] if place < len(CLASSES) else None,
            counts.get(place, 0),
            before.get(place, 0),
        ]
        for place in range(len(CLASSES) + 1)
    ]


def _euros(amount: Decimal | int) -> str:
    return str(Decimal(amount).quantize(Decimal("0.01")))
