"""Money that came: the one place where browser, webhook, bank file and cash desk meet.

Rows are locked in one order, charge before payment before counter, and a payment or a hundred of
them are written in as many statements, because every payment of the town passes here. Counters
come last: everybody else waits from there to the commit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import Note, record_many
from backoffice.identity.models import User
from backoffice.kernel.counters import TAKEN, check_transaction
from backoffice.kernel.dates import athens_day
from backoffice.kernel.errors import DomainError
from backoffice.kernel.money import ZERO, cents
from backoffice.kernel.sql import run
from backoffice.kernel.states import check_move
from backoffice.ledger import services as ledger
from backoffice.revenue.models import Payment, PaymentItem, Receipt
from backoffice.revenue.models.settled import RECEIPT_SERIES
from backoffice.revenue.states import PAYMENT_MOVES, PaymentState

from .crediting import Case, PaymentReport, case_of
from .desks import Desk, lock_desk, lock_desks
from .early import write_early
from .errors import AmountTooSmall, BankReferenceUsed

SERIES = "revenue:receipt:{series}"

# Receipts get their identifiers here and their numbers last; what refers to them is written first.
WRITE = """
with given as materialized (
    select nextval(pg_get_serial_sequence('revenue_receipt', 'id')) as receipt, g.*
    from unnest(%(payments)s::bigint[], %(received)s::numeric[], %(references)s::text[],
        %(channels)s::text[], %(collections)s::bigint[], %(credit_accounts)s::text[])
        with ordinality as g(payment, amount, reference, channel, entry, credit_account, place)
), settled as (
    update revenue_payment set state = 'settled', received = given.amount, settled_at = %(at)s,
        bank_reference = given.reference, channel = given.channel, reason = ''
    from given where revenue_payment.id = given.payment
), allocated as (
    insert into revenue_allocation (charge_id, payment_id, receipt_id, component, amount,
        value_on, booked_on)
    select part.charge, given.payment, given.receipt, part.component, part.amount, part.value_on,
        %(on)s
    from unnest(%(part_places)s::bigint[], %(charges)s::bigint[], %(components)s::text[],
        %(amounts)s::numeric[], %(values)s::date[])
        with ordinality as part(place, charge, component, amount, value_on, position)
    join given using (place) order by part.position
), kept as (
    insert into revenue_credit (party_id, receipt_id, account, amount, booked_on, reason, entry_id)
    select spare.party, given.receipt, given.credit_account, spare.amount, %(on)s, 'overpayment',
        given.entry
    from unnest(%(spare_places)s::bigint[], %(creditors)s::bigint[], %(kept)s::numeric[])
        with ordinality as spare(place, party, amount, position)
    join given using (place) order by spare.position
), closed as (
    update revenue_charge set state = 'settled' where id = any(%(closed)s) and state = 'open'
)
select receipt from given order by place
"""
NUMBER = f"""
with given as (
    select * from unnest(%(ids)s::bigint[], %(codes)s::text[], %(payments)s::bigint[],
        %(received)s::numeric[], %(collections)s::bigint[])
        with ordinality as g(id, code, payment, amount, entry, place)
), wanted as (
    select %(counter)s::text as series, %(year)s::integer as year, count(*) as count from given
), {TAKEN}
insert into revenue_receipt (id, code, series, year, number, payment_id, amount, "on", issued_at,
    issued_by_id, entry_id, reason)
select given.id, given.code, %(series)s::text, wanted.year,
    taken.last - wanted.count + given.place, given.payment, given.amount, %(on)s::date,
    %(at)s::timestamptz, %(actor)s::bigint, given.entry, ''
from given, wanted, taken order by given.place
returning id, number
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of one report of a batch: a receipt, or the reason why there is none."""

    report: PaymentReport
    receipt: Receipt | None = None
    error: DomainError | None = None


@transaction.atomic
def record_payment(report: PaymentReport, *, at: datetime, actor: User | None = None) -> Receipt:
    """Book money that came for a payment and give the receipt; the same report again gives the
    same receipt.

    The money is credited to the debts the payment names, in the law's order; what they cannot take
    is kept as the debtor's credit. A second transfer under another bank reference is real money:
    it becomes a payment of its own that follows the first.

    :raises UnknownPayment: if no payment has the reference
    :raises AmountTooSmall: if the amount is not above zero, in whole cents
    :raises BankReferenceUsed: if the bank reference belongs to another payment
    """
    _check_amount(report)
    desk = lock_desk(report.reference)
    if desk.bank_reference == report.bank_reference:
        return Receipt.objects.get(payment_id=desk.payment_id, reverses=None)
    if desk.bank_reference is not None:
        return _record_second(desk, report, at, actor)
    return _settle([_case(desk, report, at)], at, actor)[0]


@transaction.atomic
def record_payments(
    reports: Sequence[PaymentReport], *, at: datetime, actor: User | None = None
) -> list[Recorded]:
    """Book many reports at once, each as `record_payment` would; one that is refused stops none.

    What is plain is written as a set. What needs a look of its own follows singly: a payment that
    is settled already, a debt or a reference that occurs twice, and everything if the database
    refuses the set.

    :returns: what became of each report, in their order
    """
    plain, rest = _plain_cases(reports, at)
    done: dict[int, Recorded] = {}
    try:
        with transaction.atomic():
            receipts = _settle(list(plain.values()), at, actor)
    except (DomainError, IntegrityError):
        rest = sorted([*rest, *plain])
    else:
        for place, receipt in zip(plain, receipts, strict=True):
            done[place] = Recorded(reports[place], receipt)
    for place in rest:
        done[place] = _record_alone(reports[place], at, actor)
    return [done[place] for place in range(len(reports))]


def _plain_cases(
    reports: Sequence[PaymentReport], at: datetime
) -> tuple[dict[int, Case], list[int]]:
    """Split a batch into what can be settled as a set and the places of what cannot."""
    desks = lock_desks(sorted({report.reference for report in reports}))
    plain: dict[int, Case] = {}
    rest: list[int] = []
    taken: set[object] = set()
    for place, report in enumerate(reports):
        desk = desks.get(report.reference)
        charges = {p.charge_id for p in desk.positions} if desk else set()
        # Two payments of one debt must see each other; so must two reports of one transfer.
        marks = {*charges, report.reference, report.bank_reference}
        if desk is None or desk.bank_reference is not None or marks & taken:
            rest.append(place)
            continue
        taken |= marks
        try:
            _check_amount(report)
            plain[place] = _case(desk, report, at)
        except DomainError:
            rest.append(place)
    return plain, rest


def _record_alone(report: PaymentReport, at: datetime, actor: User | None) -> Recorded:
    try:
        return Recorded(report, record_payment(report, at=at, actor=actor))
    except DomainError as error:
        return Recorded(report, error=error)


def _check_amount(report: PaymentReport) -> None:
    if report.amount <= 0 or report.amount != cents(report.amount):
        raise AmountTooSmall(_("Money that came is above zero, with at most two decimals."))


def _case(desk: Desk, report: PaymentReport, at: datetime) -> Case:
    check_move(PAYMENT_MOVES, PaymentState(desk.state), PaymentState.SETTLED)
    return case_of(desk, report, at)


def _record_second(desk: Desk, report: PaymentReport, at: datetime, actor: User | None) -> Receipt:
    known = Payment.objects.filter(bank_reference=report.bank_reference).first()
    if known is None:
        first = Payment.objects.get(pk=desk.payment_id)
        known = Payment.objects.create(
            key=f"{first.code}:{report.bank_reference}"[:120],
            asked=first.asked,
            payer_id=first.payer_id,
            party_id=first.party_id,
            method_id=first.method_id,
            amount=report.amount,
            language=first.language,
            email=first.email,
            ordered_on=athens_day(report.paid_at),
            started_at=at,
            follows=first,
        )
        PaymentItem.objects.bulk_create(
            PaymentItem(payment=known, charge_id=p.charge_id, position=place, amount=wanted)
            for place, (p, wanted) in enumerate(zip(desk.positions, desk.wanted, strict=True), 1)
        )
    elif known.follows_id != desk.payment_id:
        raise _used(report.bank_reference)
    return record_payment(replace(report, reference=known.code), at=at, actor=actor)


def _used(bank_reference: str) -> BankReferenceUsed:
    return BankReferenceUsed(
        _(
            "The bank reference %(reference)s is booked already for another payment. "
            "Check the bank's report; the same money is not booked twice."
        )
        % {"reference": bank_reference}
    )


def _settle(cases: Sequence[Case], at: datetime, actor: User | None) -> list[Receipt]:
    from backoffice.revenue import tasks

    if not cases:
        return []
    draft = ledger.draft([spec for case in cases for spec in case.entries], actor=actor)
    collections = _last_of_each(cases, draft.ids)
    ids = _write(cases, collections, at)
    write_early(cases, draft.ids, actor, at)
    tasks.defer_after_payments(ids)
    ledger.seal(draft, at=at)
    receipts = _number(cases, collections, ids, at, actor)
    record_many(
        [_note(case, receipt) for case, receipt in zip(cases, receipts, strict=True)],
        actor=actor,
        at=at,
    )
    return receipts


def _last_of_each(cases: Sequence[Case], entry_ids: Sequence[int]) -> list[int]:
    """Return the entry of each case's collection, which stands last among the case's entries."""
    ends, place = [], 0
    for case in cases:
        place += len(case.entries)
        ends.append(entry_ids[place - 1])
    return ends


def _write(cases: Sequence[Case], collections: Sequence[int], at: datetime) -> list[int]:
    places = list(enumerate(cases, 1))
    parts = [(place, part) for place, case in places for part in case.parts]
    kept = [(place, *spare) for place, case in places for spare in case.kept]
    values: dict[str, Any] = _columns(cases, collections) | {
        "on": athens_day(at),
        "at": at,
        "references": [case.report.bank_reference for case in cases],
        "channels": [case.report.channel for case in cases],
        "credit_accounts": [case.desk.credit_account for case in cases],
        "part_places": [place for place, _part in parts],
        "charges": [part.position.charge_id for _place, part in parts],
        "components": [part.component.value for _place, part in parts],
        "amounts": [part.amount for _place, part in parts],
        "values": [part.value_on for _place, part in parts],
        "spare_places": [place for place, _party, _amount in kept],
        "creditors": [party for _place, party, _amount in kept],
        "kept": [amount for _place, _party, amount in kept],
        "closed": [charge for case in cases for charge in case.closed],
    }
    try:
        return [receipt for (receipt,) in run(WRITE, values)]
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        if "bank_reference" in (getattr(diagnosis, "constraint_name", None) or ""):
            raise _used(cases[0].report.bank_reference) from error
        raise


def _columns(cases: Sequence[Case], collections: Sequence[int]) -> dict[str, Any]:
    return {
        "payments": [case.desk.payment_id for case in cases],
        "received": [case.report.amount for case in cases],
        "collections": list(collections),
    }


def _number(
    cases: Sequence[Case],
    collections: Sequence[int],
    ids: Sequence[int],
    at: datetime,
    actor: User | None,
) -> list[Receipt]:
    counter, today = SERIES.format(series=RECEIPT_SERIES), athens_day(at)
    check_transaction(counter)
    values = _columns(cases, collections) | {
        "ids": list(ids),
        "codes": [case.code for case in cases],
        "counter": counter,
        "series": RECEIPT_SERIES,
        "year": today.year,
        "on": today,
        "at": at,
        "actor": actor.pk if actor else None,
    }
    numbers = dict(run(NUMBER, values))
    return [
        _receipt(case, pk, numbers[pk], entry_id, at, actor)
        for case, pk, entry_id in zip(cases, ids, collections, strict=True)
    ]


def _receipt(
    case: Case, pk: int, number: int, entry_id: int, at: datetime, actor: User | None
) -> Receipt:
    today = athens_day(at)
    receipt = Receipt(
        pk=pk,
        code=case.code,
        series=RECEIPT_SERIES,
        year=today.year,
        number=number,
        payment_id=case.desk.payment_id,
        amount=case.report.amount,
        on=today,
        issued_at=at,
        issued_by=actor,
        entry_id=entry_id,
    )
    receipt._state.adding = False
    return receipt


def _note(case: Case, receipt: Receipt) -> Note:
    desk, report = case.desk, case.report
    return Note(
        "revenue.payment.recorded",
        receipt,
        on_behalf_of=desk.party_id,
        before={"state": desk.state, "asked": desk.asked},
        after={
            "payment": report.reference,
            "received": report.amount,
            "bank_reference": report.bank_reference,
            "channel": report.channel,
            "kept": sum((amount for _party, amount in case.kept), ZERO),
        },
    )
