"""The ladder as a worklist: per debtor the next lawful step, from which day, and why."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Max

from backoffice.enforcement.models import MeasureCharge
from backoffice.enforcement.rules import ChargeFacts, DebtorFacts, Ladder, Step, ladder_of
from backoffice.enforcement.states import OPEN_MEASURES
from backoffice.kernel.money import ZERO
from backoffice.party.queries import find_parties, parties_by_id, party_by_code
from backoffice.revenue.queries import OpenCharge, open_charges

from .law import figures_on

# One row for each debt that was notified: the latest notices that were not withdrawn, and the day
# on which an overdue notice was served first, from which the waiting counts.
NOTIFIED = """
select line.charge_id,
    max(notice."on") filter (where notice.kind = 'individual'),
    max(notice."on") filter (where notice.kind = 'overdue'),
    min(notice.served_on) filter (where notice.kind = 'overdue')
from enforcement_noticeline line join enforcement_notice notice on notice.id = line.notice_id
where notice.state <> 'withdrawn' and line.charge_id = any(%s) group by line.charge_id
"""


@dataclass(frozen=True, slots=True)
class LadderRow:
    """A debtor on the ladder as the worklist shows it."""

    debtor_id: int
    code: str
    name: str
    afm: str
    has_email: bool
    ladder: Ladder
    oldest: date

    @property
    def step(self) -> Step:
        """The furthest step."""
        return self.ladder.next.step

    @property
    def amount(self) -> Decimal:
        """Everything overdue, in euros without interest."""
        return self.ladder.amount


def ladder(
    *,
    on: date,
    step: str = "",
    kind: str = "",
    least: Decimal = ZERO,
    text: str = "",
) -> list[LadderRow]:
    """Return the debtors with overdue debts, the oldest debt first.

    :param step: a `Step`; a debtor is listed with every step that some debt needs
    :param kind: the code of a kind of charge, or nothing for all
    :param least: euros of overdue debt a debtor must have
    :param text: a debtor's AFM or name
    """
    chosen = set(find_parties(text).values_list("pk", flat=True)) if text.strip() else None
    found = debts_on_ladder(on=on, kind=kind, debtor_ids=chosen)
    rows = [
        (facts, climbed)
        for facts, climbed in found
        if climbed.amount >= least and (not step or step in {v.step for v in climbed.verdicts})
    ]
    names = parties_by_id({facts.debtor_id for facts, _climbed in rows})
    made = [_row(facts, climbed, names[facts.debtor_id]) for facts, climbed in rows]
    return sorted(made, key=lambda row: (row.oldest, row.debtor_id))


def debts_on_ladder(
    *, on: date, kind: str = "", debtor_ids: Collection[int] | None = None
) -> list[tuple[DebtorFacts, Ladder]]:
    """Return every debtor with overdue debts and where the law has them, in four queries."""
    figures = figures_on(on)
    late = open_charges(on=on, kind=kind, due_to=on, debtor_ids=debtor_ids)
    facts = _facts([row for row in late if row.due_on < on])
    return [(one, ladder_of(one, figures, on)) for one in facts]


def ladder_of_debtor(debtor_id: int, on: date) -> tuple[DebtorFacts, Ladder] | None:
    """Return where one debtor stands, or nothing without an overdue debt."""
    found = debts_on_ladder(on=on, debtor_ids=[debtor_id])
    return found[0] if found else None


def _facts(late: Collection[OpenCharge]) -> Iterable[DebtorFacts]:
    ids = [row.charge_id for row in late]
    with connection.cursor() as cursor:
        cursor.execute(NOTIFIED, [ids])
        notified = {row[0]: row[1:] for row in cursor.fetchall()}
    measures = _measures(ids)
    grouped: dict[int, list[ChargeFacts]] = defaultdict(list)
    for row in late:
        told, overdue, served = notified.get(row.charge_id, (None, None, None))
        grouped[row.debtor_id].append(
            ChargeFacts(
                row.charge_id,
                row.amount,
                row.due_on,
                row.hold,
                told,
                overdue,
                served,
                measures.get(row.charge_id, ""),
            )
        )
    return [DebtorFacts(debtor_id, tuple(rows)) for debtor_id, rows in grouped.items()]


def _measures(charge_ids: Collection[int]) -> dict[int, str]:
    rows = (
        MeasureCharge.objects.filter(
            measure__state__in=OPEN_MEASURES, charge_id__in=list(charge_ids)
        )
        .values("charge_id")
        .annotate(measure_code=Max("measure__code"))
    )
    return {row["charge_id"]: row["measure_code"] for row in rows}


def _row(facts: DebtorFacts, climbed: Ladder, party: Any) -> LadderRow:
    return LadderRow(
        facts.debtor_id,
        party.code,
        party.full_name,
        party.afm or "",
        bool(party.email),
        climbed,
        min(charge.due_on for charge in facts.charges),
    )


@dataclass(frozen=True, slots=True)
class DebtorOnLadder:
    """A debtor's place on the ladder with the overdue debts."""

    row: LadderRow
    debts: tuple[OpenCharge, ...]


def debtor_on_ladder(code: str, on: date) -> DebtorOnLadder | None:
    """Return where the debtor with a code stands, or nothing without an overdue debt."""
    party = party_by_code(code)
    found = ladder_of_debtor(party.pk, on) if party else None
    if party is None or found is None:
        return None
    facts, climbed = found
    ids = [charge.charge_id for charge in facts.charges]
    debts = tuple(open_charges(on=on, charge_ids=ids))
    return DebtorOnLadder(_row(facts, climbed, party), debts)
