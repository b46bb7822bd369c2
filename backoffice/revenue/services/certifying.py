"""A list becomes debts, all of them in one transaction with one journal entry; or none does."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.states import check_move
from backoffice.ledger import services as ledger
from backoffice.ledger.services import EntrySpec, LineSpec
from backoffice.revenue.models import ChargeList, Run
from backoffice.revenue.states import LIST_MOVES, ListState, RunState

from .errors import ListCarriesMoney, NotRehearsed, RehearsalLost, SampleNotLookedUp
from .runs import drop_staged, purpose_of
from .staging import SETTINGS, execute, rows_of

STAGED = """
select count(*) filter (where amount > 0), coalesce(sum(amount) filter (where amount > 0), 0)
from revenue_stagedcharge where run_id = %(run)s
"""
# Staged rows have the place and the identifier of the charge already: no sort, and nothing is
# looked up but the few shapes that many of them share.
SHAPED = """revenue_stagedcharge charge
{0} join revenue_stagedshape shape
    on shape.run_id = charge.run_id and shape.number = charge.shape_number
where charge.run_id = %(run)s and charge.amount > 0"""
CHARGES = f"""
insert into revenue_charge (id, code, year, series, number, kind_id, debtor_id, source_kind,
    source_id, purpose, period, "on", due_on, principal, rf_code, facts, explanation, state,
    entry_id, list_id, reason)
select charge.charge_id, charge.code, %(year)s, %(series)s, charge.position, %(kind)s,
    charge.debtor_id, charge.source_kind, charge.source_id, %(purpose)s, %(period)s, %(on)s,
    %(due_on)s, charge.amount, charge.rf_code,
    coalesce(charge.facts || shape.facts, shape.facts, charge.facts),
    coalesce(shape.explanation, charge.explanation), 'open', %(entry)s, %(list)s, ''
from {SHAPED.format("left")} and charge.position between %(first)s and %(last)s
"""  # noqa: S608
# The proof of references holds what a statement inserted: so many charges stay in memory.
SLICE = 100_000
LINES = f"""
insert into revenue_chargeline (charge_id, position, label_el, label_en, tariff_key, base, rate,
    amount)
select charge.charge_id, shape.position, shape.label_el, shape.label_en, shape.tariff_key,
    shape.base, shape.rate, charge.amount
from {SHAPED.format("")}
union all
select charge_id, position, label_el, label_en, tariff_key, base, rate, amount
from revenue_stagedline where run_id = %(run)s
"""  # noqa: S608
# What was cancelled singly before stays as it is: its own entry took it out of the books.
LEFT = """
select count(*), coalesce(sum(principal), 0) from revenue_charge
where list_id = %(corrects)s and state <> 'cancelled'
"""
CREDITED = """
select charge.code from revenue_charge charge
left join revenue_allocation allocation on allocation.charge_id = charge.id
where charge.list_id = %(corrects)s and charge.state <> 'cancelled'
group by charge.id having charge.state <> 'open' or sum(allocation.amount) <> 0 limit 5
"""
LOCK = "select id from revenue_charge where list_id = %(corrects)s order by id for no key update"
CANCEL = """
update revenue_charge set state = 'cancelled', cancelled_on = %(on)s, reason = %(reason)s,
    corrected_by_id = %(list)s
where list_id = %(corrects)s and state <> 'cancelled'
"""


def certify_run(held: ChargeList, number: int, on: date, actor: User, at: datetime) -> None:
    """Turn the rehearsed run of a locked list into charges; the list's number is taken already.

    Only the list's own rows are locked until the end: the charges are numbered within their list
    and the journal's number is taken last, so that nobody else who certifies waits meanwhile.
    """
    run = held.runs.select_for_update(no_key=True).filter(state=RunState.REHEARSED).first()
    if run is None:
        raise NotRehearsed(_("The list has no rehearsal to certify. Rehearse it first."))
    check_sample(run)
    execute(SETTINGS)
    _check_whole(run)
    drafted = ledger.draft([_entry(held, run.total, run.rows, on)], actor=actor)
    values = {
        "run": run.pk,
        "year": on.year,
        "series": str(number),
        "kind": held.kind_id,
        "purpose": purpose_of(held),
        "period": held.period,
        "on": on,
        "due_on": held.due_on,
        "entry": drafted.ids[0],
        "list": held.pk,
    }
    try:
        with transaction.atomic():
            made = sum(
                execute(CHARGES, values | {"first": first, "last": first + SLICE - 1})
                for first in range(1, run.rows + 1, SLICE)
            )
    except IntegrityError as error:
        raise RehearsalLost(
            _("Something of the list was charged since it was rehearsed. Undo and rehearse again.")
        ) from error
    if made != run.rows:
        raise lost()
    execute(LINES, values)
    drop_staged(run.pk)
    run.state, run.ended_at = RunState.CERTIFIED, at
    run.save(update_fields=["state", "ended_at"])
    held.rows, held.total = run.rows, run.total
    held.entry_id = ledger.seal(drafted, at=at)[0].pk


def check_sample(run: Run) -> None:
    """Refuse a run whose sample is not wholly looked up and found right.

    :raises SampleNotLookedUp: telling what is missing
    """
    verdicts = list(run.sample.values_list("verdict", flat=True))
    if "wrong" in verdicts:
        raise SampleNotLookedUp(
            _("A row of the sample is wrong. Undo the run, mend the facts and rehearse again.")
        )
    left = verdicts.count("")
    if left:
        raise SampleNotLookedUp(
            _("%(count)s rows of the sample are not looked up yet. Tick them first.")
            % {"count": left}
        )


def _check_whole(run: Run) -> None:
    rows, total = rows_of(STAGED, {"run": run.pk})[0]
    if (rows, total) != (run.rows, run.total):
        raise lost()


def lost() -> RehearsalLost:
    """Return the refusal of a run whose rehearsed charges are gone, or some of them."""
    return RehearsalLost(
        _("What was rehearsed is not whole any more. Undo the run and rehearse again.")
    )


def _entry(held: ChargeList, total: Decimal, rows: int, on: date, *, turn: int = 1) -> EntrySpec:
    kind = held.kind
    lines: tuple[LineSpec, ...] = (
        LineSpec(kind.receivable_account, total, 0, "", None, kind.ale),
        LineSpec(kind.income_account, 0, total, "", None, kind.ale),
    )
    if turn < 0:
        lines = tuple(line.turned() for line in lines)
    text = f"{held.title} {held.period} ({rows})"
    return EntrySpec("REV", on, lines, Source("revenue.list", held.code), "assessment", text[:240])


def certify_correction(held: ChargeList, on: date, actor: User, at: datetime) -> None:
    """Cancel all that is left of the list that a locked correcting list corrects.

    :raises ListCarriesMoney: if money is credited to any of its charges
    """
    original = ChargeList.objects.select_for_update(no_key=True).get(
        pk=cast("int", held.corrects_id)
    )
    check_move(LIST_MOVES, ListState(original.state), ListState.CORRECTED)
    values: dict[str, Any] = {
        "corrects": original.pk,
        "list": held.pk,
        "on": on,
        "reason": held.reason,
    }
    execute(LOCK, values)
    paid = rows_of(CREDITED, values)
    if paid:
        raise ListCarriesMoney(
            _("Money is credited to charges of the list, such as %(codes)s. Correct those singly.")
            % {"codes": ", ".join(code for (code,) in paid)}
        )
    rows, total = rows_of(LEFT, values)[0]
    if not rows:
        raise NotRehearsed(_("Every charge of the list is cancelled already."))
    (entry,) = ledger.post_many([_entry(held, total, rows, on, turn=-1)], actor=actor, at=at)
    execute(CANCEL, values)
    original.state = ListState.CORRECTED
    original.save(update_fields=["state"])
    held.rows, held.total, held.entry_id = rows, total, entry.pk
