"""Less for whoever pays early: what a payment took off, and its undoing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from backoffice.identity.models import User
from backoffice.kernel.codes import new_code
from backoffice.kernel.dates import athens_day
from backoffice.kernel.sql import run
from backoffice.ledger.services import EntrySpec
from backoffice.revenue.models import Allocation, Relief
from backoffice.revenue.states import Component

from .crediting import Case, Part, early_entry

SOURCE = "revenue.early"
REASON = "Μείωση για έγκαιρη πληρωμή"

WRITE = """
with given as (
    select * from unnest(%(debtors)s::bigint[], %(charges)s::bigint[], %(sources)s::text[],
        %(periods)s::text[], %(amounts)s::numeric[], %(values)s::date[], %(entries)s::bigint[],
        %(codes)s::text[])
        as g(debtor, charge, source, period, amount, value_on, entry, code)
), taken as (
    insert into revenue_relief (code, debtor_id, source_kind, source_id, period, amount, reason,
        "on", actor_id, entry_id)
    select code, debtor, %(kind)s, source, period, amount, %(reason)s, %(on)s::date,
        %(actor)s::bigint, entry from given
    returning id, source_id
)
insert into revenue_allocation (charge_id, relief_id, component, amount, value_on, booked_on)
select given.charge, taken.id, 'principal', given.amount, given.value_on, %(on)s::date
from given join taken on taken.source_id = given.source
"""
GIVEN = """
select relief.id, relief.source_id, allocation.charge_id, allocation.amount, allocation.value_on
from revenue_allocation allocation join revenue_relief relief on relief.id = allocation.relief_id
where allocation.charge_id = any(%s) and relief.source_kind = %s and relief.of_id is null
    and not exists (select 1 from revenue_relief back where back.of_id = relief.id)
order by relief.id
"""


@dataclass(frozen=True, slots=True)
class Given:
    """A reduction for early payment that stands."""

    relief_id: int
    source_id: str
    part: Part


def write_early(
    cases: Sequence[Case], entry_ids: Sequence[int], actor: User | None, at: datetime
) -> None:
    """Take off what debts are less because their payments were early and whole.

    :param entry_ids: the entries of all cases in their order, those of reductions first in each
    """
    rows, place = [], 0
    for case in cases:
        for index, part in enumerate(case.early):
            p = part.position
            source = f"{p.code}:{case.code}"
            values = (p.debtor_id, p.charge_id, source, p.period, part.amount, part.value_on)
            rows.append((*values, entry_ids[place + index], new_code()))
        place += len(case.entries)
    if not rows:
        return
    names = ("debtors", "charges", "sources", "periods", "amounts", "values", "entries", "codes")
    columns = zip(names, map(list, zip(*rows, strict=True)), strict=True)
    whole = {"kind": SOURCE, "reason": REASON, "on": athens_day(at)}
    run(WRITE, dict(columns) | whole | {"actor": actor.pk if actor else None})


def given_early(parts: Sequence[Part]) -> list[Given]:
    """Return the reductions that money going back leaves without their ground."""
    by_id = {part.position.charge_id: part.position for part in parts}
    return [
        Given(relief, source, Part(by_id[charge], Component.PRINCIPAL, amount, value_on))
        for relief, source, charge, amount, value_on in run(GIVEN, [list(by_id), SOURCE])
    ]


def back_entries(given: Sequence[Given], code: str, today: date) -> list[EntrySpec]:
    """Return what the books say when reductions stand no longer."""
    made = [early_entry(one.part, code, today) for one in given]
    return [replace(spec, lines=tuple(line.turned() for line in spec.lines)) for spec in made]


def take_early_back(
    given: Sequence[Given], entry_ids: Sequence[int], code: str, actor: User | None, at: datetime
) -> None:
    """Let debts be what they were before reductions whose payment went back."""
    today = athens_day(at)
    for one, entry_id in zip(given, entry_ids, strict=True):
        p = one.part.position
        back = Relief.objects.create(
            of_id=one.relief_id,
            debtor_id=p.debtor_id,
            source_kind=SOURCE,
            source_id=f"{p.code}:{code}",
            period=p.period,
            amount=-one.part.amount,
            reason=f"{REASON}: η πληρωμή επιστράφηκε",
            on=today,
            actor=actor,
            entry_id=entry_id,
        )
        Allocation.objects.create(
            charge_id=p.charge_id,
            relief=back,
            component=Component.PRINCIPAL,
            amount=-one.part.amount,
            value_on=one.part.value_on,
            booked_on=today,
        )
