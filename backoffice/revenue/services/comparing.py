"""A rehearsal beside the last list of its kind: what came, what went, what stands out."""

from decimal import Decimal
from typing import Any, NamedTuple

from backoffice.revenue.models import ChargeList, StagedCharge
from backoffice.revenue.states import ListState

from .staging import rows_of

#: Upper bounds of the classes of amounts that the chart counts, in euros; the last has none.
CLASSES = (20, 50, 100, 200, 500, 1000, 5000)

STAGED = """
select flag, width_bucket(amount, %(classes)s::numeric[]) as class, count(*), sum(amount),
    count(previous), coalesce(sum(previous), 0)
from revenue_stagedcharge where run_id = %(run)s group by flag, class
"""
KNOWN = """
select count(*) from (select from run_line where is_known group by source_kind, source_id) source
"""
BEFORE = """
select width_bucket(principal, %(classes)s::numeric[]) as class, count(*), sum(principal)
from revenue_charge where list_id = %(previous)s and state <> 'cancelled' group by class
"""
#: A source charged last time that this list leaves out because another one charged it already.
STILL = """
select count(*), coalesce(sum(principal), 0) from revenue_charge before
where before.list_id = %(previous)s and before.state <> 'cancelled' and exists (
    select from run_line line where line.is_known and line.source_kind = before.source_kind
        and line.source_id = before.source_id)
"""


class Staged(NamedTuple):
    """Rehearsed charges of one flag and one class of amounts, beside what they were last time."""

    flag: int
    place: int
    rows: int
    amount: Decimal
    matched: int
    previous: Decimal


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
    staged = [Staged(*row) for row in rows_of(STAGED, values)]
    before = rows_of(BEFORE, values) if previous else []
    known = rows_of(KNOWN, values)[0][0]
    still = rows_of(STILL, values)[0] if known and previous else (0, 0)
    charged = [row for row in staged if row.flag != StagedCharge.Flag.ZERO]
    last = sum(row[1] for row in before), sum(row[2] for row in before)
    # Each source is charged once in a list: what is found again needs no second look for it.
    vanished = (
        last[0] - sum(row.matched for row in staged) - still[0],
        last[1] - sum(row.previous for row in staged) - still[1],
    )
    return {
        "rows": sum(row.rows for row in charged),
        "total": _euros(sum(row.amount for row in charged)),
        "known": known,
        "flags": _flags(staged),
        "previous": previous and {"id": previous, "rows": last[0], "total": _euros(last[1])},
        "vanished": [vanished[0], _euros(vanished[1])],
        "classes": _classes(charged, before),
    }


def _flags(staged: list[Staged]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for flag in sorted({row.flag for row in staged}):
        rows = [row for row in staged if row.flag == flag]
        found[str(flag)] = [
            sum(row.rows for row in rows),
            _euros(sum(row.amount for row in rows)),
            _euros(sum(row.previous for row in rows)),
        ]
    return found


def _classes(staged: list[Staged], before: list[tuple[Any, ...]]) -> list[list[Any]]:
    then = {row[0]: row[1] for row in before}
    return [
        [
            CLASSES[place] if place < len(CLASSES) else None,
            sum(row.rows for row in staged if row.place == place),
            then.get(place, 0),
        ]
        for place in range(len(CLASSES) + 1)
    ]


def _euros(amount: Decimal | int) -> str:
    return str(Decimal(amount).quantize(Decimal("0.01")))
