"""How entries reach the tables: a batch of any size in three statements."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.counters import TAKEN, check_transaction
from backoffice.kernel.errors import DomainError
from backoffice.kernel.sql import run

from .models import Entry, Journal
from .rules import LineSpec


class UnknownAccount(DomainError):
    """The chart has no such account."""

    code = "unknown_account"


class AccountNotPostable(DomainError):
    """The account takes no line: it is analysed further, not in force, or for adjustments only."""

    code = "account_not_postable"


class UnknownJournal(DomainError):
    """There is no such journal."""

    code = "unknown_journal"


class PeriodClosed(DomainError):
    """The month of the entry is closed, or its year was never opened."""

    code = "period_closed"


class DifferentEntryForSource(DomainError):
    """The source has an entry for this purpose already, with other lines."""

    code = "different_entry_for_source"


class EntryAlreadyReversed(DomainError):
    """An entry is reversed once."""

    code = "entry_already_reversed"


@dataclass(frozen=True, slots=True)
class EntrySpec:
    """An entry to be posted."""

    journal: str
    on: date
    lines: Sequence[LineSpec]
    source: Source
    purpose: str = ""
    text: str = ""
    reverses_id: int | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What it came from and why: unique in the books."""
        return self.source.kind, self.source.id, self.purpose


@dataclass(frozen=True, slots=True)
class Ground:
    """What the books hold that a batch stands on, read in one statement."""

    accounts: dict[str, dict[str, Any]]
    journals: dict[str, bool]
    periods: dict[str, str]
    known: dict[tuple[str, str, str], int] = field(default_factory=dict)


GROUND = """
select
    (select coalesce(jsonb_object_agg(code, jsonb_build_object('postable', postable,
        'adjuster', is_adjuster, 'from', valid_from, 'until', valid_until)), '{}')
        from ledger_account where code = any(%s)),
    (select coalesce(jsonb_object_agg(code, is_adjusting), '{}')
        from ledger_journal where code = any(%s)),
    (select coalesce(jsonb_object_agg(year || '-' || month, state), '{}')
        from ledger_period where year = any(%s)),
    (select coalesce(jsonb_agg(jsonb_build_array(source_kind, source_id, purpose, id)), '[]')
        from ledger_entry where (source_kind, source_id, purpose) in
            (select * from unnest(%s::text[], %s::text[], %s::text[])))
"""

# The conflict clause waits for another transaction that posts the same source, then yields to it.
INSERT = """
with given as (
    select * from unnest(%s::text[], %s::date[], %s::text[], %s::text[], %s::text[], %s::text[],
        %s::bigint[]) with ordinality
        as g(journal, "on", text, source_kind, source_id, purpose, reverses, place)
), entry as (
    insert into ledger_entry (journal_id, year, "on", text, source_kind, source_id, purpose,
        reverses_id, actor_id)
    select journal, extract(year from "on"), "on", text, source_kind, source_id, purpose,
        reverses, %s from given order by place
    on conflict (source_kind, source_id, purpose) do nothing
    returning id, "on", source_kind, source_id, purpose
), line as (
    insert into ledger_line (entry_id, "on", position, account_id, debit, credit, text, party_id,
        ale)
    select entry.id, entry."on", l.position, l.account, l.debit, l.credit, l.text, l.party, l.ale
    from entry join given using (source_kind, source_id, purpose)
    join unnest(%s::bigint[], %s::integer[], %s::text[], %s::numeric[], %s::numeric[], %s::text[],
        %s::bigint[], %s::text[]) as l(place, position, account, debit, credit, text, party, ale)
        on l.place = given.place
)
select source_kind, source_id, purpose, id from entry
"""

# Numbers are taken here, in the last statement: whoever posts after us waits for our commit.
SEAL = f"""
with given as (
    select * from unnest(%(ids)s::bigint[], %(series)s::text[], %(years)s::integer[])
        with ordinality as g(id, series, year, place)
), wanted as (
    select series, year, count(*) as count from given group by series, year
), {TAKEN}, numbered as (
    select given.id, taken.last - wanted.count
            + row_number() over (partition by series, year order by place) as number
        from given join wanted using (series, year) join taken using (series, year)
)
update ledger_entry set number = numbered.number, posted_at = %(at)s
from numbered where ledger_entry.id = numbered.id
returning ledger_entry.id, ledger_entry.number
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Draft:
    """A batch whose lines are in the books and whose numbers are not yet taken.

    :ivar ids: the identifier of each entry, in the order of the batch
    """

    specs: Sequence[EntrySpec]
    ids: Sequence[int]
    fresh: dict[tuple[str, str, str], int]
    older: dict[tuple[str, str, str], Entry]
    actor: User | None


def read_ground(specs: Sequence[EntrySpec]) -> Ground:
    """Read the accounts, journals, periods and earlier entries that a batch touches."""
    kinds, ids, purposes = zip(*(spec.key for spec in specs), strict=True)
    values = [
        sorted({line.account for spec in specs for line in spec.lines}),
        sorted({spec.journal for spec in specs}),
        sorted({spec.on.year for spec in specs}),
        list(kinds),
        list(ids),
        list(purposes),
    ]
    (row,) = run(GROUND, values)
    accounts, journals, periods, known = (json.loads(value) for value in row)
    return Ground(accounts, journals, periods, {(k, i, p): pk for k, i, p, pk in known})


def check_ground(spec: EntrySpec, ground: Ground) -> None:
    """Refuse an entry that the books have no place for.

    :raises UnknownJournal: if its journal does not exist
    :raises PeriodClosed: if its month takes no entries
    :raises UnknownAccount: if the chart lacks one of its accounts
    :raises AccountNotPostable: if one of its accounts takes no line on the day
    """
    if spec.journal not in ground.journals:
        raise UnknownJournal(
            _("There is no journal %(code)s. Use REV, COL, GEN, ADJ or OPN.")
            % {"code": spec.journal}
        )
    is_adjusting = ground.journals[spec.journal]
    state = ground.periods.get(f"{spec.on.year}-{spec.on.month}", "closed")
    if state == "closed" or (state == "soft_closed" and not is_adjusting):
        raise PeriodClosed(
            _(
                "The period %(month)s is not open. Use a date in an open period, or ask the head "
                "of the financial service to open it."
            )
            % {"month": f"{spec.on:%m/%Y}"}
        )
    for line in spec.lines:
        check_account(line.account, spec.on, is_adjusting=is_adjusting, accounts=ground.accounts)


def check_account(
    code: str, on: date, *, is_adjusting: bool, accounts: dict[str, dict[str, Any]]
) -> None:
    """Refuse an account that takes no line on a day.

    :raises UnknownAccount: if the chart lacks it
    :raises AccountNotPostable: if it is analysed further, not in force or reserved
    """
    account = accounts.get(code)
    if account is None:
        raise UnknownAccount(
            _("The chart has no account %(code)s. Look at the chart of accounts for its code.")
            % {"code": code}
        )
    day = on.isoformat()
    in_force = (account["from"] or day) <= day <= (account["until"] or day)
    if not account["postable"] or not in_force:
        raise AccountNotPostable(
            _(
                "Account %(code)s takes no lines on this date. Use one of the accounts under it, "
                "or one that is in force."
            )
            % {"code": code}
        )
    if account["adjuster"] and not is_adjusting:
        raise AccountNotPostable(
            _("Account %(code)s is kept for adjustments. Post it in the journal ADJ.")
            % {"code": code}
        )


REFUSALS: dict[str, tuple[type[DomainError], Promise]] = {
    "entry_date_in_open_period": (
        PeriodClosed,
        _("The period was closed just now. Use a date in an open period."),
    ),
    "line_on_postable_account": (
        AccountNotPostable,
        _("An account of this entry takes no lines any more. Look at the chart of accounts."),
    ),
    "ledger_entry_reverses_id_key": (
        EntryAlreadyReversed,
        _("This entry is reversed already. Open it to see the reversing entry."),
    ),
}


def insert(specs: Sequence[EntrySpec], actor: User | None) -> dict[tuple[str, str, str], int]:
    """Insert a batch, open; a source that somebody else posted meanwhile is left out.

    :returns: the identifiers of the entries by what they came from
    """
    try:
        return _insert(specs, actor)
    except IntegrityError as error:
        raise _translated(error) from error


def seal(draft: Draft, *, at: datetime) -> list[Entry]:
    """Number and seal what a draft inserted."""
    fresh = [spec for spec in draft.specs if spec.key in draft.fresh]
    if not fresh:
        return []
    check_transaction("ledger")
    ids = [draft.fresh[spec.key] for spec in fresh]
    values = {
        "ids": ids,
        "series": [f"ledger:{spec.journal}" for spec in fresh],
        "years": [spec.on.year for spec in fresh],
        "at": at,
    }
    numbers = dict(run(SEAL, values))
    return [
        _entry(spec, pk, numbers[pk], draft.actor, at) for spec, pk in zip(fresh, ids, strict=True)
    ]


def _translated(error: IntegrityError) -> Exception:
    diagnosis = getattr(error.__cause__, "diag", None)
    refusal = REFUSALS.get(getattr(diagnosis, "constraint_name", None) or "")
    if refusal is None:
        return error
    kind, message = refusal
    return kind(message)


def _insert(specs: Sequence[EntrySpec], actor: User | None) -> dict[tuple[str, str, str], int]:
    lines = [
        (place, position, line)
        for place, spec in enumerate(specs, 1)
        for position, line in enumerate(spec.lines, 1)
    ]
    values = [
        [spec.journal for spec in specs],
        [spec.on for spec in specs],
        [spec.text for spec in specs],
        [spec.source.kind for spec in specs],
        [spec.source.id for spec in specs],
        [spec.purpose for spec in specs],
        [spec.reverses_id for spec in specs],
        actor.pk if actor is not None else None,
        [place for place, _position, _line in lines],
        [position for _place, position, _line in lines],
        *_columns(line for _place, _position, line in lines),
    ]
    return {(kind, key, purpose): pk for kind, key, purpose, pk in run(INSERT, values)}


def _columns(lines: Iterable[LineSpec]) -> list[list[Any]]:
    rows = [
        (
            line.account,
            Decimal(line.debit),
            Decimal(line.credit),
            line.text,
            line.party_id,
            line.ale,
        )
        for line in lines
    ]
    return [list(column) for column in zip(*rows, strict=True)]


def _entry(spec: EntrySpec, pk: int, number: int, actor: User | None, at: datetime) -> Entry:
    entry = Entry(
        pk=pk,
        journal=Journal(code=spec.journal),
        year=spec.on.year,
        number=number,
        on=spec.on,
        posted_at=at,
        text=spec.text,
        source_kind=spec.source.kind,
        source_id=spec.source.id,
        purpose=spec.purpose,
        reverses_id=spec.reverses_id,
        actor=actor,
    )
    entry._state.adding = False
    return entry
