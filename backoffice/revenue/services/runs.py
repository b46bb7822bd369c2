"""Runs: a list is rehearsed, its sample looked up, and all of it undone at one word."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from random import SystemRandom
from typing import Any

from django.db import OperationalError, transaction
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.errors import DomainError
from backoffice.kernel.states import check_move
from backoffice.revenue import feeders
from backoffice.revenue.models import ChargeList, Run, SampleRow
from backoffice.revenue.rules import sample_size
from backoffice.revenue.states import LIST_MOVES, RUN_MOVES, ListState, RunState

from .comparing import compare, previous_of
from .errors import NotRehearsed, ReasonMissing, RunBusy, UnknownList
from .progress import Progress
from .staging import SETTINGS, execute, stage_rows, stage_sql

#: 95 % sure that fewer than one row in twenty is wrong.
CONFIDENCE, TOLERABLE = Decimal("0.95"), Decimal("0.05")
PHASES = ("facts", "prices", "charges", "lines", "explanations", "comparison")
SHOWN = 5
STAGING = ("revenue_stagedline", "revenue_stagedcharge", "revenue_stagedshape")

SAMPLE = """
insert into revenue_samplerow (run_id, charge_id, position, verdict, note)
select run_id, charge_id, position, '', '' from revenue_stagedcharge
where run_id = %(run)s and position = any(%(drawn)s)
"""


def locked_list(list_id: int) -> ChargeList:
    """Return a list, locked: whoever else wants to move it waits here.

    :raises UnknownList: if there is none
    """
    found = (
        ChargeList.objects.select_for_update(no_key=True, of=("self",))
        .select_related("kind")
        .filter(pk=list_id)
        .first()
    )
    if found is None:
        raise UnknownList(_("There is no such list. Go back to the lists and choose one."))
    return found


def purpose_of(held: ChargeList) -> str:
    """Return the purpose of a list's charges: one source is charged once for a kind and period.

    After a list was corrected as a whole, its period may be charged again.
    """
    again = ChargeList.objects.filter(
        kind=held.kind_id, period=held.period, state=ListState.CORRECTED
    ).count()
    purpose = f"{held.kind.code}:{held.period}"
    return f"{purpose}#{again + 1}" if again else purpose


@transaction.atomic
def order_run(*, list_id: int, actor: User | None, at: datetime) -> Run:
    """Order the rehearsal of a drawn up list; the queue calculates it.

    An older rehearsal is undone. Pressed again while one is being calculated, it returns that one.
    A checked list whose rehearsed charges were lost is drawn up anew.

    :raises UnknownList: if there is no such list
    :raises IllegalMove: if the list is not at the stage of drawing up
    """
    from backoffice.revenue.tasks import rehearse

    held = locked_list(list_id)
    living = held.runs.filter(state__in=[RunState.COMPUTING, RunState.REHEARSED]).first()
    if living is not None and living.is_lost:
        _draw_up_anew(held)
    if held.state != ListState.DRAFTED:
        check_move(LIST_MOVES, ListState(held.state), ListState.CHECKED)
        raise UnknownList(_("The list is checked already. Undo its run to calculate it again."))
    if living is not None and living.state == RunState.COMPUTING:
        return living
    if living is not None:
        _end(living, RunState.UNDONE, at)
    run = Run.objects.create(list=held, ordered_by=actor, ordered_at=at)
    record("revenue.run.ordered", run, actor=actor, at=at)
    rehearse.defer(run_id=run.pk)
    return run


def order_again(*, before: datetime) -> list[int]:
    """Queue again what was ordered before an instant and nobody calculates: its worker died.

    :returns: the runs; calculated twice they are calculated once
    """
    from backoffice.revenue.tasks import rehearse

    with transaction.atomic():
        left = Run.objects.select_for_update(no_key=True, skip_locked=True).filter(
            state=RunState.COMPUTING, ordered_at__lt=before
        )
        ids = [run.pk for run in left]
        for run_id in ids:
            rehearse.defer(run_id=run_id)
    return ids


def rehearse_run(*, run_id: int, at: datetime) -> Run:
    """Calculate an ordered run in one transaction; a second call finds it done.

    What the facts or the law lack is kept with the run as the reason why it failed.
    """
    try:
        return _rehearse(run_id, at)
    except DomainError as error:
        return _fail(run_id, error, at)


@transaction.atomic
def _rehearse(run_id: int, at: datetime) -> Run:
    run = (
        Run.objects.select_for_update(no_key=True, of=("self",))
        .select_related("list__kind")
        .get(pk=run_id)
    )
    if run.state != RunState.COMPUTING:
        return run
    values = _values(run)
    with Progress(run.pk, len(PHASES)) as progress:
        execute(SETTINGS)
        for phase in _stage(run, values):
            progress.tell(phase)
        progress.tell(PHASES[-1])
        # What the certification looks for; reading the trees for statistics would cost seconds.
        execute("analyze revenue_stagedcharge (run_id, position, amount, flag)")
        execute("analyze revenue_stagedline (run_id); analyze revenue_stagedshape (run_id, number)")
        run.summary = compare(run.pk, values["previous"])
    run.rows, run.total = run.summary["rows"], Decimal(run.summary["total"])
    if not run.rows:
        raise NotRehearsed(_("The facts come to nothing: there is no charge to certify."))
    size = sample_size(run.rows, confidence=CONFIDENCE, tolerable=TOLERABLE)
    # What comes to nothing has the last places.
    drawn = SystemRandom().sample(range(1, run.rows + 1), size)
    execute(SAMPLE, {"run": run.pk, "drawn": drawn})
    run.state, run.rehearsed_at = RunState.REHEARSED, at
    run.save(update_fields=["state", "rows", "total", "summary", "rehearsed_at"])
    after = {"rows": run.rows, "total": run.total}
    record("revenue.run.rehearsed", run, actor=run.ordered_by, at=at, after=after)
    return run


def _values(run: Run) -> dict[str, Any]:
    held, previous = run.list, previous_of(run.list)
    return {
        "run": run.pk,
        "kind": held.kind_id,
        "on": held.tariffs_on,
        "day": held.tariffs_on.isoformat(),
        "purpose": purpose_of(held),
        "period": held.period,
        "previous": previous.pk if previous else None,
        "shown": SHOWN,
    }


def _stage(run: Run, values: dict[str, Any]) -> Iterator[str]:
    held = run.list
    ask = feeders.Ask(held.pk, held.kind.code, held.period, held.tariffs_on, held.options)
    feed = feeders.get(held.feeder).feed(ask)
    if isinstance(feed, feeders.SqlFeed):
        return stage_sql(feed, values)
    return stage_rows(feed.rows, values)


@transaction.atomic
def _fail(run_id: int, error: DomainError, at: datetime) -> Run:
    run = Run.objects.select_for_update(no_key=True).get(pk=run_id)
    if run.state == RunState.COMPUTING:
        run.state, run.ended_at, run.error = RunState.FAILED, at, str(error)
        run.save(update_fields=["state", "ended_at", "error"])
        record("revenue.run.failed", run, actor=run.ordered_by, at=at, note=run.error[:400])
    return run


@transaction.atomic
def look_up_row(
    *, run_id: int, charge_id: int, verdict: str, actor: User, at: datetime, note: str = ""
) -> SampleRow:
    """Say of one row of the sample that it is right, or wrong and why.

    :param verdict: `right` or `wrong`
    :raises NotRehearsed: if the row is not of the sample, or the run is over
    :raises ReasonMissing: if it is called wrong without a word
    """
    row = (
        SampleRow.objects.select_for_update(no_key=True, of=("self",))
        .filter(run=run_id, charge_id=charge_id, run__state=RunState.REHEARSED)
        .first()
    )
    if row is None or verdict not in SampleRow.Verdict.values:
        raise NotRehearsed(_("The rehearsal is over. Look at where the list stands now."))
    if verdict == SampleRow.Verdict.WRONG and not note.strip():
        raise ReasonMissing(_("Say what is wrong with the row."))
    row.verdict, row.note, row.looked_by, row.looked_at = verdict, note[:400], actor, at
    row.save()
    after = {"position": row.position, "verdict": verdict}
    record("revenue.run.looked_up", row, actor=actor, at=at, after=after, note=note)
    return row


@transaction.atomic
def undo_run(*, run_id: int, reason: str, actor: User | None, at: datetime) -> Run:
    """Undo a rehearsal as a whole: nothing of it is left, and the list is drawn up anew.

    What is certified is not undone but corrected, by a list of its own.

    :raises ReasonMissing: if no reason is given
    :raises RunBusy: if it is being calculated at this moment
    :raises IllegalMove: if it is certified or over
    """
    if not reason.strip():
        raise ReasonMissing(_("State the reason; it stays with the run."))
    held = locked_list(Run.objects.values_list("list", flat=True).get(pk=run_id))
    try:
        with transaction.atomic():
            run = Run.objects.select_for_update(no_key=True, nowait=True).get(pk=run_id)
    except OperationalError:
        raise RunBusy(_("The run is being calculated. Wait until it is done.")) from None
    _end(run, RunState.UNDONE, at)
    _draw_up_anew(held)
    record("revenue.run.undone", run, actor=actor, at=at, note=reason)
    return run


def _draw_up_anew(held: ChargeList) -> None:
    """Take a checked list's signature back: what was looked at is not what will be certified."""
    if held.state == ListState.CHECKED:
        held.state, held.checked_by, held.checked_at = ListState.DRAFTED, None, None
        held.save(update_fields=["state", "checked_by", "checked_at"])


def _end(run: Run, state: RunState, at: datetime) -> None:
    check_move(RUN_MOVES, RunState(run.state), state)
    drop_staged(run.pk)
    run.state, run.ended_at = state, at
    run.save(update_fields=["state", "ended_at"])


def drop_staged(run_id: int) -> None:
    """Drop what a run staged; its tables are unlogged and nothing refers to their rows.

    With no other rehearsal at hand the tables are emptied, which costs the same for ten rows and
    for a million.
    """
    others = Run.objects.filter(state__in=[RunState.COMPUTING, RunState.REHEARSED])
    if not others.exclude(pk=run_id).exists() and _emptied():
        return
    for table in STAGING:
        execute(f"delete from {table} where run_id = %(run)s", {"run": run_id})  # noqa: S608


def _emptied() -> bool:
    try:
        with transaction.atomic():
            # Whoever reads or writes rehearsed rows at this moment is not waited for.
            execute(f"lock table {', '.join(STAGING)} in access exclusive mode nowait")
            execute(f"truncate {', '.join(STAGING)}")
    except OperationalError:
        return False
    return True
