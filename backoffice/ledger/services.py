"""Public verbs of the books.

An entry names its actor, its instant and its source and is sealed: it is its own audit row. The
other verbs write one each.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.errors import DomainError
from backoffice.kernel.states import check_move

from . import posting
from .chart import ChartRow, chart_rows, leaves, read_rows
from .models import Account, Entry, Journal, Line, Period
from .posting import (
    AccountNotPostable,
    DifferentEntryForSource,
    Draft,
    EntryAlreadyReversed,
    EntrySpec,
    PeriodClosed,
    UnknownAccount,
    UnknownJournal,
)
from .rules import LineSpec, UnbalancedEntry, UnknownBudgetCode, check_lines, same_money
from .states import PERIOD_MOVES, PeriodState

__all__ = [
    "AccountNotPostable",
    "DifferentEntryForSource",
    "Draft",
    "EarlierPeriodOpen",
    "EntryAlreadyReversed",
    "EntrySpec",
    "LineSpec",
    "PeriodClosed",
    "UnbalancedEntry",
    "UnknownAccount",
    "UnknownBudgetCode",
    "UnknownEntry",
    "UnknownJournal",
    "close_period",
    "close_period_for_good",
    "draft",
    "lines_of",
    "load_chart",
    "open_year",
    "post",
    "post_many",
    "reopen_period",
    "reverse",
    "seal",
]


class UnknownEntry(DomainError):
    """There is no such entry."""

    code = "unknown_entry"


class EarlierPeriodOpen(DomainError):
    """Periods are closed for good in their order."""

    code = "earlier_period_open"


def post(
    *,
    journal: str,
    on: date,
    lines: Sequence[LineSpec],
    source: Source,
    actor: User | None,
    at: datetime,
    purpose: str = "",
    text: str = "",
) -> Entry:
    """Post one sealed entry, or return the one that its source has for this purpose already.

    :param journal: `REV` assessments, `COL` collections, `GEN` general, `ADJ` adjustments
    :param on: the legal day; its period must be open
    :raises UnbalancedEntry: if the lines do not balance
    :raises PeriodClosed: if the day's period takes no entries
    :raises UnknownAccount: if the chart lacks an account
    :raises AccountNotPostable: if an account takes no line
    :raises DifferentEntryForSource: if the source has other lines, day or journal for the purpose
    """
    spec = EntrySpec(journal, on, tuple(lines), source, purpose, text)
    return post_many([spec], actor=actor, at=at)[0]


def post_many(specs: Sequence[EntrySpec], *, actor: User | None, at: datetime) -> list[Entry]:
    """Post a batch in as many statements as one entry; all of it or nothing.

    :raises DomainError: as `post` does, for the first entry that cannot be posted
    """
    if not specs:
        return []
    # A savepoint costs two round trips; the caller's transaction is all or nothing already.
    if connection.in_atomic_block:
        return _post_many(specs, actor, at)
    with transaction.atomic():
        return _post_many(specs, actor, at)


def _post_many(specs: Sequence[EntrySpec], actor: User | None, at: datetime) -> list[Entry]:
    return seal(draft(specs, actor=actor), at=at)


def draft(specs: Sequence[EntrySpec], *, actor: User | None) -> Draft:
    """Write a batch with its lines but without its numbers; the transaction must `seal` it.

    What else belongs to the entries is written in between, since everybody who posts in the same
    journal waits from the seal to the commit.

    :raises DomainError: as `post` does, for the first entry that cannot be posted
    """
    for spec in specs:
        check_lines(spec.lines)
    ground = posting.read_ground(specs)
    unknown = [spec for spec in specs if spec.key not in ground.known]
    for spec in unknown:
        posting.check_ground(spec, ground)
    fresh = posting.insert(unknown, actor) if unknown else {}
    older = _posted_before([spec for spec in specs if spec.key not in fresh])
    ids = [fresh.get(spec.key) or older[spec.key].pk for spec in specs]
    return Draft(specs, ids, fresh, older, actor)


def seal(draft: Draft, *, at: datetime) -> list[Entry]:
    """Number and seal a draft, and return its entries in the order of the batch.

    :raises NumberOutsideTransaction: if no transaction is open
    """
    sealed = {
        (entry.source_kind, entry.source_id, entry.purpose): entry
        for entry in posting.seal(draft, at=at)
    }
    return [sealed.get(spec.key) or draft.older[spec.key] for spec in draft.specs]


def _posted_before(specs: Sequence[EntrySpec]) -> dict[tuple[str, str, str], Entry]:
    found = {}
    for spec in specs:
        kind, key, purpose = spec.key
        entry = Entry.objects.get(source_kind=kind, source_id=key, purpose=purpose)
        if (entry.journal_id, entry.on) != (spec.journal, spec.on) or not same_money(
            lines_of(entry.pk), spec.lines
        ):
            raise DifferentEntryForSource(
                _(
                    "%(source)s is posted already as %(number)s, with other content. "
                    "Reverse that entry before you post another."
                )
                % {"source": spec.source, "number": entry.label}
            )
        found[spec.key] = entry
    return found


def lines_of(entry_id: int) -> list[LineSpec]:
    """Return the lines of an entry as they could be posted again."""
    rows = Line.objects.filter(entry_id=entry_id).order_by("position")
    return [
        LineSpec(row.account_id, row.debit, row.credit, row.text, row.party_id, row.ale)
        for row in rows
    ]


@transaction.atomic
def reverse(*, entry_id: int, on: date, reason: str, actor: User | None, at: datetime) -> Entry:
    """Post the mirror of an entry in its own journal, once; again returns the same mirror.

    :param on: the legal day of the reversal, in an open period
    :raises UnknownEntry: if there is no such entry
    :raises PeriodClosed: if the day's period takes no entries
    """
    # Two who reverse at once wait for each other here, not at one of two unique indexes.
    original = Entry.objects.select_for_update(no_key=True).filter(pk=entry_id).first()
    if original is None:
        raise UnknownEntry(_("There is no such journal entry. Go back to the list and choose one."))
    known = Entry.objects.filter(reverses=original).first()
    if known:
        return known
    spec = EntrySpec(
        original.journal_id,
        on,
        tuple(line.turned() for line in lines_of(original.pk)),
        Source("ledger.entry", str(original.pk)),
        "reversal",
        reason[:240],
        reverses_id=original.pk,
    )
    (mirror,) = post_many([spec], actor=actor, at=at)
    record(
        "ledger.entry.reversed",
        original,
        actor=actor,
        at=at,
        after={"reversed_by": mirror.label, "on": on},
        note=reason,
    )
    return mirror


@transaction.atomic
def open_year(*, year: int, actor: User | None, at: datetime) -> list[Period]:
    """Open the twelve periods of a financial year; those that exist stay as they are."""
    Period.objects.bulk_create(
        [Period(year=year, month=month) for month in range(1, 13)], ignore_conflicts=True
    )
    periods = list(Period.objects.filter(year=year).order_by("month"))
    record("ledger.year.opened", periods[0], actor=actor, at=at, after={"year": year})
    return periods


@transaction.atomic
def close_period(*, period_id: int, actor: User | None, at: datetime) -> Period:
    """Close a month to all but adjustments; it may be reopened.

    :raises IllegalMove: if it is not open
    """
    return _move_period(period_id, PeriodState.SOFT_CLOSED, "closed", actor, at)


@transaction.atomic
def close_period_for_good(*, period_id: int, actor: User | None, at: datetime) -> Period:
    """Close a month for ever, once every month before it is closed for good.

    :raises IllegalMove: if it is closed for good already
    :raises EarlierPeriodOpen: if an earlier month is not
    """
    return _move_period(period_id, PeriodState.CLOSED, "closed_for_good", actor, at)


@transaction.atomic
def reopen_period(*, period_id: int, reason: str, actor: User | None, at: datetime) -> Period:
    """Reopen a month that was not closed for good.

    :raises IllegalMove: if it is open, or closed for good
    """
    return _move_period(period_id, PeriodState.OPEN, "reopened", actor, at, note=reason)


def _move_period(
    period_id: int,
    state: PeriodState,
    done: str,
    actor: User | None,
    at: datetime,
    note: str = "",
) -> Period:
    # The lock waits for every transaction that is posting in the month.
    period = Period.objects.select_for_update().get(pk=period_id)
    before = PeriodState(period.state)
    check_move(PERIOD_MOVES, before, state)
    if state == PeriodState.CLOSED:
        _check_earlier_closed(period)
    period.state = state
    period.save(update_fields=["state"])
    record(
        f"ledger.period.{done}",
        period,
        actor=actor,
        at=at,
        before={"state": before.value},
        after={"state": state.value},
        note=note,
    )
    return period


def _check_earlier_closed(period: Period) -> None:
    earlier = (
        Period.objects.filter(Q(year__lt=period.year) | Q(year=period.year, month__lt=period.month))
        .exclude(state=PeriodState.CLOSED)
        .order_by("year", "month")
        .first()
    )
    if earlier:
        raise EarlierPeriodOpen(
            _("Close %(earlier)s for good first: periods are closed in their order.")
            % {"earlier": earlier}
        )


@transaction.atomic
def load_chart() -> int:
    """Enter or refresh the accounts and journals of the files; accounts of the town stay.

    Run again it changes nothing, so it runs after every migration.

    :returns: how many accounts the files state
    """
    rows = chart_rows()
    postable = leaves(rows) - _analysed_by_town(rows)
    Account.objects.bulk_create(
        [
            Account(
                code=row.code,
                degree=row.degree,
                parent_id=row.parent,
                name_el=row.name_el,
                name_en=row.name_en,
                postable=row.code in postable,
                is_adjuster=row.is_adjuster,
            )
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name_el", "name_en", "postable"],
    )
    Journal.objects.bulk_create(
        [
            Journal(
                code=row["code"],
                name_el=row["name_el"],
                name_en=row["name_en"],
                is_adjusting=row["is_adjusting"] == "yes",
            )
            for row in read_rows("journals")
        ],
        ignore_conflicts=True,
    )
    return len(rows)


def _analysed_by_town(rows: Sequence[ChartRow]) -> set[str | None]:
    """Return the codes under which the town opened accounts of its own."""
    stated = {row.code for row in rows}
    own = Account.objects.exclude(code__in=stated).filter(is_adjuster=False)
    return set(own.values_list("parent_id", flat=True))
