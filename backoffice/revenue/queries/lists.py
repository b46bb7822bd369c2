"""Lists of charges and their runs as staff look at them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from backoffice.kernel.money import ZERO
from backoffice.party.queries import find_parties
from backoffice.revenue.models import (
    Charge,
    ChargeList,
    FactsRow,
    Run,
    SampleRow,
    StagedCharge,
    StagedShape,
)
from backoffice.revenue.states import ChargeState, RunState

Flag = StagedCharge.Flag
#: What stands out first: nothing to charge, then the largest jumps, then who is new.
OUTSTANDING = (Flag.ZERO, Flag.LARGER, Flag.SMALLER, Flag.NEW)


@dataclass(frozen=True, slots=True)
class Compared:
    """One line of the comparison with the last list; amounts in euros."""

    label: Any
    flag: int | None
    rows: int
    amount: Decimal
    before: Decimal | None


@dataclass(frozen=True, slots=True)
class Bar:
    """A class of amounts with its charges now and last time, and the heights that draw them."""

    label: str
    now: int
    before: int
    place: int
    now_height: int
    before_height: int


HEIGHT = 120
WIDTH = 70


def lists(*, kind: str = "", state: str = "", text: str = "") -> QuerySet[ChargeList]:
    """Return lists, the latest first.

    :param text: a number as 3/2026, or a part of the title or period
    """
    found = ChargeList.objects.select_related("kind", "drafted_by", "certified_by")
    if kind:
        found = found.filter(kind__code=kind)
    if state:
        found = found.filter(state=state)
    number, slash, year = text.strip().partition("/")
    if slash and number.isdecimal() and year.isdecimal():
        return found.filter(number=int(number[:9]), year=int(year[:4]))
    if text.strip():
        found = found.filter(title__icontains=text.strip()) | found.filter(period=text.strip())
    return found.order_by("-id")


def latest_run(held: ChargeList) -> Run | None:
    """Return the last run of a list, with how far it has come."""
    return held.runs.select_related("progress", "ordered_by").order_by("-id").first()


def staged(run: Run, *, show: str = "", text: str = "") -> QuerySet[StagedCharge]:
    """Return rehearsed charges, in the order of the list.

    :param show: a flag, `outstanding` for all that have one, or nothing for every row
    :param text: the debtor's AFM or name, or the reference of what is charged
    """
    found = StagedCharge.objects.filter(run=run).select_related("debtor")
    if show == "outstanding":
        found = found.filter(flag__gt=0).order_by("-flag", "position")
    elif show:
        found = found.filter(flag=int(show)).order_by("position")
    else:
        found = found.order_by("position")
    text = text.strip()
    if text:
        parties = find_parties(text).values("pk")
        found = found.filter(source_id=text) | found.filter(debtor__in=parties)
    return found


def staged_row(run: Run, position: int) -> StagedCharge | None:
    """Return one rehearsed charge by its place in the list, with the tree that explains it."""
    row = StagedCharge.objects.select_related("debtor").filter(run=run, position=position).first()
    if row is not None and row.shape_number is not None:
        shape = StagedShape.objects.get(run_id=run.pk, number=row.shape_number)
        row.explanation = shape.explanation
    return row


def listed(held: ChargeList, *, text: str = "") -> QuerySet[Charge]:
    """Return the charges of a certified list, or those that a correcting list cancelled.

    :param text: the debtor's AFM or name
    """
    found = held.charges.all() if held.corrects_id is None else held.corrected_charges.all()
    if text.strip():
        found = found.filter(debtor__in=find_parties(text).values("pk"))
    return found.select_related("debtor").order_by("number")


def wrong_facts(held: ChargeList) -> QuerySet[FactsRow]:
    """Return the rows of the list's file that nobody could use, in the order of the file."""
    return held.facts.exclude(error="").order_by("row")


def facts_count(held: ChargeList) -> tuple[int, int]:
    """Return how many rows of the list's file are right, and how many wrong."""
    wrong = wrong_facts(held).count()
    return held.facts.count() - wrong, wrong


def sample_of(run: Run) -> list[tuple[SampleRow, StagedCharge]]:
    """Return the sample with the charges drawn, in the order of the list."""
    rows = list(run.sample.select_related("looked_by"))
    found = StagedCharge.objects.select_related("debtor").filter(
        run=run, position__in=[row.position for row in rows]
    )
    charges = {charge.position: charge for charge in found}
    return [(row, charges[row.position]) for row in rows if row.position in charges]


def sample_of_run(run_id: int) -> list[tuple[SampleRow, StagedCharge]]:
    """Return the sample of a run by its identifier."""
    return sample_of(Run.objects.get(pk=run_id))


def vanished(run: Run) -> QuerySet[Charge]:
    """Return the charges of the last list whose thing is not charged any more."""
    previous = (run.summary.get("previous") or {}).get("id")
    if previous is None or run.state != RunState.REHEARSED:
        return Charge.objects.none()
    still = StagedCharge.objects.filter(run=run).values("source_id")
    return (
        Charge.objects.filter(list=previous)
        .exclude(state=ChargeState.CANCELLED)
        .exclude(source_id__in=still)
        .select_related("debtor")
        .order_by("-principal")
    )


def comparison(run: Run) -> list[Compared]:
    """Return a rehearsal's comparison with the last list, what stands out first."""
    summary = run.summary
    if not summary:
        return []
    flags = {int(flag): row for flag, row in summary["flags"].items()}
    lines = [
        Compared(flag.label, int(flag), row[0], Decimal(row[1]), Decimal(row[2]))
        for flag in (*OUTSTANDING, Flag.USUAL)
        for row in [flags.get(int(flag))]
        if row
    ]
    count, amount = summary["vanished"]
    if count:
        lines.append(Compared(None, None, count, ZERO, Decimal(amount)))
    return lines


def bars(run: Run) -> list[Bar]:
    """Return the classes of amounts as a chart draws them."""
    classes = run.summary.get("classes", [])
    most = max((max(now, before) for _limit, now, before in classes), default=0) or 1
    found, lower = [], 0
    for place, (limit, now, before) in enumerate(classes):
        label = f"{lower}–{limit}" if limit else f"{lower}+"
        heights = round(HEIGHT * now / most), round(HEIGHT * before / most)
        found.append(Bar(label, now, before, WIDTH * place, *heights))
        lower = limit
    return found
