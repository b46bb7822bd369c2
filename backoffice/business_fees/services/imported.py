"""Verb of ΑΑΔΕ's files: take them in once, compare them with what was expected."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from backoffice.audit.services import record
from backoffice.business_fees.errors import FileUnreadable
from backoffice.business_fees.imports import (
    AadeRow,
    RowUnreadable,
    TableRow,
    aade_columns,
    read_aade_row,
    read_table,
)
from backoffice.business_fees.models import (
    Declaration,
    Establishment,
    ExpectedPeriod,
    FailedRow,
    ImportedDeclaration,
    ImportRun,
    Receiver,
)
from backoffice.business_fees.reading import ReceiverTable
from backoffice.business_fees.states import (
    DECLARABLE_STATES,
    PERIOD_MOVES,
    DeclarationState,
    PeriodState,
)
from backoffice.identity.models import User
from backoffice.kernel.money import ZERO
from backoffice.kernel.states import check_move

# Two clerks with the same file must not both find its rows new.
IMPORT_LOCK = 5_143_030


@dataclass
class _Result:
    added: list[ImportedDeclaration] = field(default_factory=list)
    updated: list[ImportedDeclaration] = field(default_factory=list)
    failed: list[FailedRow] = field(default_factory=list)
    known: int = 0


@transaction.atomic
def import_aade(*, content: bytes, file_name: str, actor: User, at: datetime) -> ImportRun:
    """Take in a CSV of declarations made to ΑΑΔΕ; rows known already add nothing.

    A row whose amounts differ from what is known under its reference is an error, but a payment
    that grew since the last file is brought up to date. Rows with errors are kept to be sent back.

    :raises FileUnreadable: if the file is not such a table
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [IMPORT_LOCK])
    rows = list(read_table(content))
    if not rows:
        raise FileUnreadable(_("The file has no rows under its header."))
    run = ImportRun.objects.create(
        file_name=file_name[:200],
        sha256=sha256(content).hexdigest(),
        imported_by=actor,
        imported_at=at,
    )
    result = _sort_rows(run, rows)
    ImportedDeclaration.objects.bulk_create(result.added, batch_size=2000)
    ImportedDeclaration.objects.bulk_update(result.updated, ["paid"], batch_size=2000)
    FailedRow.objects.bulk_create(result.failed, batch_size=2000)
    _compare({(d.party_id, d.period) for d in result.added + result.updated if d.party_id})
    run.rows, run.known = len(rows), result.known
    run.added, run.updated = len(result.added), len(result.updated)
    run.failed = len(result.failed)
    run.save()
    counts = {"rows": run.rows, "added": run.added, "updated": run.updated, "failed": run.failed}
    record("business_fees.aade.imported", run, actor=actor, at=at, after=counts)
    return run


def _sort_rows(run: ImportRun, rows: list[TableRow]) -> _Result:
    columns = aade_columns(rows[0].cells)
    names = {row.cells.get(columns["reference"], "") for row in rows}
    known = {d.reference: d for d in ImportedDeclaration.objects.filter(reference__in=names)}
    parties = dict(
        Establishment.objects.filter(
            party__afm__in={row.cells.get(columns["afm"], "") for row in rows}
        ).values_list("party__afm", "party_id")
    )
    own_codes = set(
        Receiver.objects.exclude(municipality_code="").values_list("municipality_code", flat=True)
    )
    result = _Result()
    for row in rows:
        try:
            read = read_aade_row(row.cells, columns)
            _check_town(read, own_codes)
            _place(read, run, parties.get(read.afm), known, result)
        except RowUnreadable as error:
            with override("el"):
                message = str(error)[:300]
            result.failed.append(
                FailedRow(run=run, row=row.number, content=row.cells, message=message)
            )
    return result


def _check_town(row: AadeRow, own_codes: set[str]) -> None:
    if own_codes and row.municipality not in own_codes:
        raise RowUnreadable(_("The row belongs to another municipality."))


def _place(
    row: AadeRow,
    run: ImportRun,
    party_id: int | None,
    known: dict[str, ImportedDeclaration],
    result: _Result,
) -> None:
    before = known.get(row.reference)
    if before is None:
        fresh = ImportedDeclaration(
            run=run,
            party_id=party_id,
            **{name: getattr(row, name) for name in AadeRow.__slots__},
        )
        known[row.reference] = fresh
        result.added.append(fresh)
        return
    fixed = ("afm", "municipality", "period", "base", "fee", "amends")
    if any(getattr(before, name) != getattr(row, name) for name in fixed) or row.paid < before.paid:
        raise RowUnreadable(_("This reference is known with other amounts. Ask ΑΑΔΕ which hold."))
    if row.paid > before.paid and before.pk:
        before.paid = row.paid
        result.updated.append(before)
    else:
        result.known += 1


@dataclass(frozen=True, slots=True)
class _Declared:
    fee: Decimal
    paid: Decimal


def _compare(pairs: Iterable[tuple[int, str]]) -> None:
    """Move the expected periods that ΑΑΔΕ's rows now answer."""
    wanted = set(pairs)
    if not wanted:
        return
    declared = _declared_sums(wanted)
    receivers = ReceiverTable.load()
    periods = (
        ExpectedPeriod.objects.select_for_update(of=("self",))
        .filter(
            establishment__party_id__in={party for party, _period in wanted},
            period__in={period for _party, period in wanted},
        )
        .select_related("establishment")
        .order_by("pk")
    )
    for row in periods:
        key = (row.establishment.party_id, row.period)
        if key in wanted and receivers.of(row.first_on) == Receiver.Who.AADE:
            _answer(row, declared[key])


def _declared_sums(pairs: set[tuple[int, str]]) -> dict[tuple[int, str], _Declared]:
    rows = ImportedDeclaration.objects.filter(
        party_id__in={party for party, _period in pairs},
        period__in={period for _party, period in pairs},
    )
    amended = {row.amends for row in rows if row.amends}
    sums: dict[tuple[int, str], list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
    for row in rows:
        pair = sums[(row.party_id or 0, row.period)]
        pair[0] += ZERO if row.reference in amended else row.fee
        pair[1] += row.paid
    return {key: _Declared(fee, paid) for key, (fee, paid) in sums.items()}


def _answer(row: ExpectedPeriod, declared: _Declared) -> None:
    if row.state in DECLARABLE_STATES:
        Declaration.objects.filter(expected=row, state=DeclarationState.PROPOSED).update(
            state=DeclarationState.DROPPED
        )
        _step(row, PeriodState.FILED)
    if row.state == PeriodState.FILED and declared.paid >= declared.fee:
        _step(row, PeriodState.PAID)
    if row.state == PeriodState.PAID and declared.paid == declared.fee:
        _step(row, PeriodState.RECONCILED)
    if row.state in {PeriodState.PAID, PeriodState.RECONCILED} and declared.paid < declared.fee:
        _step(row, PeriodState.FILED)
    row.save(update_fields=["state"])


def _step(row: ExpectedPeriod, state: PeriodState) -> None:
    check_move(PERIOD_MOVES, PeriodState(row.state), state)
    row.state = state
