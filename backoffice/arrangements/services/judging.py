"""The daily judge: raises what fell due, and ends what was paid or lost. Safe to repeat."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction

from backoffice.arrangements import letters, rules
from backoffice.arrangements.facts import losses_for
from backoffice.arrangements.models import Arrangement, Instalment
from backoffice.arrangements.progress import Standing, standing_of, standings
from backoffice.arrangements.states import ArrangementState, Cause
from backoffice.audit.services import record
from backoffice.kernel.dates import athens_day

from .running import complete, locked, lose, raise_interest, raise_late_fees

AT_A_TIME = 500


def judge_arrangements(*, at: datetime) -> dict[str, int]:
    """Judge every running arrangement: each in its own transaction, a few statements to choose.

    Interrupted anywhere it goes on where it stopped; twice on a day does nothing more.

    :return: how many were looked at, changed, completed and lost
    """
    done = {"seen": 0, "charged": 0, "completed": 0, "lost": 0}
    for chunk in _chunks():
        found = standings(chunk)
        done["seen"] += len(found)
        for standing in found.values():
            if _needs(standing, athens_day(at)):
                outcome = judge(arrangement_id=standing.arrangement.pk, at=at)
                done[outcome or "charged"] += 1
    return done


def _chunks() -> Iterator[list[Arrangement]]:
    last = 0
    while True:
        rows = (
            Arrangement.objects.filter(state=ArrangementState.RUNNING, pk__gt=last)
            .select_related("terms", "taken_over")
            .prefetch_related("terms__losses")
            .order_by("pk")[:AT_A_TIME]
        )
        chunk = list(rows)
        if not chunk:
            return
        yield chunk
        last = chunk[-1].pk


def judged_until(standing: Standing, today: date) -> date:
    """Return the day up to which banks have had their time to report."""
    return today - timedelta(days=standing.arrangement.terms.report_days)


def _needs(standing: Standing, today: date) -> bool:
    by = judged_until(standing, today)
    if standing.is_cleared or rules.lost(standing.statuses, losses_for(standing.arrangement), by):
        return True
    for row, status in zip(standing.rows, standing.statuses, strict=True):
        own = standing.raised_for(row.number)
        fees = sum(one.is_late_fee for one in own)
        if row.interest and row.due_on <= today and len(own) == fees:
            return True
        if fees or status.missed(by):
            return True
    return False


@transaction.atomic
def judge(*, arrangement_id: int, at: datetime) -> str:
    """Judge one arrangement: raise what fell due; complete it, or find it lost.

    Payments under way are waited for: they are locked out before anything is read.

    :return: `completed`, `lost`, or nothing
    """
    arrangement = locked(arrangement_id)
    if arrangement.state != ArrangementState.RUNNING:
        return ""
    today = athens_day(at)
    standing = standing_of(arrangement)
    by = judged_until(standing, today)
    if _raise_due(standing, today, by, at):
        standing = standing_of(arrangement)
    cause = rules.lost(standing.statuses, losses_for(arrangement), by)
    if cause:
        lose(standing, Cause(cause), "", None, at)
        return "lost"
    if standing.is_cleared:
        complete(standing, at)
        return "completed"
    return ""


def _raise_due(standing: Standing, today: date, by: date, at: datetime) -> bool:
    numbers = [row.number for row in standing.rows if row.due_on <= today]
    if not standing.open_capital:
        # Paid ahead: the month that runs bears interest until the day it was paid.
        numbers += [row.number for row in standing.rows if row.due_on > today][:1]
    made = raise_interest(standing, numbers, today, None, at)
    made += raise_late_fees(standing, by, None, at)
    if made:
        record(
            "arrangements.instalment.charged",
            standing.arrangement,
            actor=None,
            at=at,
            after={"charges": made},
        )
    return bool(made)


def remind(*, at: datetime) -> int:
    """Send reminders of instalments that fall due in a few days, each once.

    :return: how many went out
    """
    today = athens_day(at)
    rows = Instalment.objects.filter(
        arrangement__state=ArrangementState.RUNNING,
        reminded_at=None,
        due_on__gte=today,
        due_on__lte=today + timedelta(days=31),
    ).select_related("arrangement__terms")
    near = [
        row
        for row in rows.order_by("due_on", "pk")
        if row.due_on <= today + timedelta(days=row.arrangement.terms.remind_days)
    ]
    found = standings(list({row.arrangement_id: row.arrangement for row in near}.values()))
    return sum(_remind(row.pk, found[row.arrangement_id], at) for row in near)


@transaction.atomic
def _remind(instalment_id: int, standing: Standing, at: datetime) -> bool:
    row = (
        Instalment.objects.select_for_update(of=("self",))
        .select_related("arrangement")
        .get(pk=instalment_id)
    )
    status = standing.statuses[row.number - 1]
    if row.reminded_at is not None or status.cleared:
        return False
    row.reminded_at = at
    row.save(update_fields=["reminded_at"])
    record("arrangements.instalment.reminded", row.arrangement, actor=None, at=at)
    # Last, so that nothing written here can fail once the letter is out.
    return letters.mail_reminder(row)
