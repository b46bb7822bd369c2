"""Debts and orders for the payments bench, made set by set, and the judgement after each round."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from stdnum.gr import vat

from backoffice.kernel import reconcile
from backoffice.kernel.actors import Source
from backoffice.kernel.codes import new_code
from backoffice.kernel.counters import take_numbers
from backoffice.kernel.dates import athens_day
from backoffice.kernel.explanation import Node
from backoffice.ledger import services as ledger
from backoffice.ledger.services import EntrySpec, LineSpec
from backoffice.party.services import register_party
from backoffice.revenue import services as revenue
from backoffice.revenue.models import Charge, ChargeKind, ChargeLine, Payment, PaymentItem
from backoffice.revenue.rules import make_rf
from backoffice.revenue.rules.rf import DEBT_DIGITS
from backoffice.revenue.services import PaymentReport

BATCH = 1000
DEBTORS = 200
#: Whoever counts money; the other modules' queries are about what no bench touches.
JUDGES = ("kernel.", "ledger.", "budget.", "revenue.")
#: This finds that no queue worker runs, and none does beside a bench.
WORKERS_PART = "revenue.sources_are_told"
MONEY = """
select count(*), coalesce(sum(receipt.amount), 0),
    (select coalesce(sum(amount), 0) from revenue_allocation where receipt_id is not null),
    (select count(*) from revenue_payment where state = 'settled'),
    (select count(*) from ledger_entry where journal_id = 'COL' and posted_at is not null),
    (select count(distinct told.receipt) from procrastinate_jobs, lateral (
        select args->>'receipt_id' as receipt
        union all select * from jsonb_array_elements_text(args->'receipt_ids')) as told
        where task_name like 'revenue.%%'),
    (select count(*) from audit_entry where action = 'revenue.payment.recorded')
from revenue_receipt receipt
"""


class MoneyLost(Exception):
    """The round left books that do not agree; its speed means nothing."""


@dataclass(frozen=True, slots=True)
class Takings:
    """What the books hold after a number of payments."""

    receipts: int
    received: Decimal
    allocated: Decimal
    settled: int
    entries: int
    queued: int
    audited: int


def open_town(at: datetime) -> list[int]:
    """Load the law's rows, open the year, enter synthetic debtors; return their identifiers."""
    ledger.load_chart()
    ledger.open_year(year=athens_day(at).year, actor=None, at=at)
    revenue.load_defaults(actor=None, at=at)
    return [_debtor(number, at) for number in range(DEBTORS)]


def _debtor(number: int, at: datetime) -> int:
    body = f"{91000000 + number:08d}"
    return register_party(
        kind="natural",
        afm=body + vat.calc_check_digit(body),
        name=f"ΣΥΝΘΕΤΙΚΟΣ {number}",
        is_synthetic=True,
        actor=None,
        at=at,
    ).pk


def order_payments(count: int, debtors: list[int], at: datetime) -> Iterator[PaymentReport]:
    """Certify debts, order a card payment of each, and yield the bank's reports about them."""
    kind = ChargeKind.objects.get(code="stay_fee")
    for start in range(0, count, BATCH):
        yield from _order_batch(range(start, min(count, start + BATCH)), kind, debtors, at)


@transaction.atomic
def _order_batch(
    places: range, kind: ChargeKind, debtors: list[int], at: datetime
) -> list[PaymentReport]:
    charges = _certify(places, kind, debtors, at)
    payments = Payment.objects.bulk_create(
        Payment(
            key=f"bench-{charge.code}",
            asked="bench",
            party_id=charge.debtor_id,
            method_id="card",
            amount=charge.principal,
            ordered_on=athens_day(at),
            started_at=at,
        )
        for charge in charges
    )
    PaymentItem.objects.bulk_create(
        PaymentItem(payment=payment, charge=charge, position=1, amount=charge.principal)
        for payment, charge in zip(payments, charges, strict=True)
    )
    return [PaymentReport(p.code, p.amount, f"pi_{p.code}", at, "bench") for p in payments]


def _certify(places: range, kind: ChargeKind, debtors: list[int], at: datetime) -> list[Charge]:
    today = athens_day(at)
    charges = [
        Charge(
            code=new_code(),
            year=today.year,
            number=number,
            kind=kind,
            debtor_id=debtors[place % len(debtors)],
            source_kind="bench",
            source_id=new_code(),
            on=today,
            due_on=today + timedelta(days=30),
            principal=Decimal(1000 + place % 90_000) / 100,
            rf_code=make_rf(settings.RF_CREDITOR_CODE, secrets.randbelow(10**DEBT_DIGITS)),
            facts={},
        )
        for place, number in zip(
            places, take_numbers("revenue:charge", today.year, len(places)), strict=True
        )
    ]
    for charge in charges:
        charge.explanation = Node("Τέλος", "Fee", charge.principal).to_json()
    specs = [_assessment(charge) for charge in charges]
    for charge, entry in zip(charges, ledger.post_many(specs, actor=None, at=at), strict=True):
        charge.entry_id = entry.pk
    Charge.objects.bulk_create(charges)
    ChargeLine.objects.bulk_create(
        ChargeLine(charge=c, position=1, label_el="Τέλος", label_en="Fee", amount=c.principal)
        for c in charges
    )
    return charges


def _assessment(charge: Charge) -> EntrySpec:
    kind, amount, debtor = charge.kind, charge.principal, charge.debtor_id
    lines = (
        LineSpec(kind.receivable_account, amount, 0, "", debtor, kind.ale),
        LineSpec(kind.income_account, 0, amount, "", debtor, kind.ale),
    )
    return EntrySpec("REV", charge.on, lines, Source("revenue.charge", charge.code), "assessment")


def takings() -> Takings:
    """Read what the books hold."""
    with connection.cursor() as cursor:
        cursor.execute(MONEY)
        return Takings(*cursor.fetchone())


def judge(before: Takings, reports: list[PaymentReport]) -> Takings:
    """Return the takings after a round that booked every report exactly once.

    :raises MoneyLost: if anything is missing, doubled, or differs between two tables
    """
    after, count = takings(), len(reports)
    amount = sum((report.amount for report in reports), Decimal(0))
    wanted = Takings(
        before.receipts + count,
        before.received + amount,
        before.allocated + amount,
        before.settled + count,
        before.entries + count,
        before.queued + count,
        before.audited + count,
    )
    if after != wanted:
        raise MoneyLost(f"the round should have left {wanted}, it left {after}")
    found = disagreements()
    if found:
        raise MoneyLost(f"the books disagree: {found}")
    return after


def disagreements() -> dict[str, list[dict[str, Any]]]:
    """Return what the reconcile queries about money find, the first rows of each."""
    reconcile.load()
    names = [n for n in reconcile.QUERIES if n.startswith(JUDGES) and n != WORKERS_PART]
    found = {name: list(reconcile.QUERIES[name][1]())[:2] for name in sorted(names)}
    return {name: rows for name, rows in found.items() if rows}


def now() -> datetime:
    """Return the instant of the bench; one name so that the writers and the books share a clock."""
    return timezone.now()
