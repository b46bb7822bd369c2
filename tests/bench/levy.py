"""A yearly fee for the bench of lists: its tariff, its payers, and the plain ways to charge it."""

import secrets
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count

from django.conf import settings
from django.db import connection, transaction

from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.counters import take_numbers
from backoffice.kernel.dates import athens_day
from backoffice.ledger import services as ledger
from backoffice.ledger.services import LineSpec
from backoffice.revenue import assessors, feeders, services
from backoffice.revenue.models import Charge, ChargeKind, ChargeLine, Run
from backoffice.revenue.rules import Assessment, make_rf
from backoffice.revenue.rules.rf import DEBT_DIGITS
from backoffice.revenue.services import Decision
from backoffice.revenue.services.charges import tariff_table
from backoffice.revenue.services.codes import (
    RF_CODES,
    code_of,
    drawn,
    first_bits,
    last_bits,
    rf_of,
)

from . import till

KIND, FEEDER, KEY = "cleaning_fee", "bench.levy", "cleaning.bench"
BATCH = 10_000
#: Supplies of homes, each with its area; the town has fewer people than homes.
FACTS = """
select debtor.id as debtor_id, 'bench.supply' as source_kind, supply::text as source_id,
    1 as position, 'cleaning.bench' as tariff_key, (30 + supply %% 170)::numeric as base,
    null::numeric as amount, null::text as label_el, null::text as label_en, null::jsonb as facts
from generate_series(1, %(rows)s) supply
join (select id, row_number() over (order by id) - 1 as place from party_party
    where name like 'ΣΥΝΘΕΤΙΚΟΣ%%') debtor
    on debtor.place = supply %% (select count(*) from party_party where name like 'ΣΥΝΘΕΤΙΚΟΣ%%')
"""
#: What a list writes, from the same facts by the same expressions, with nothing to keep it true.
KEYLESS = f"""
insert into bench_revenue_charge (id, code, year, series, number, kind_id, debtor_id, source_kind,
    source_id, purpose, period, "on", due_on, principal, rf_code, facts, explanation, state,
    entry_id, list_id, reason)
select place, {code_of("a")}, 2026, '1', place, kind_id, debtor_id, source_kind, source_id, 'bench',
    'bench', %(on)s, %(on)s, amount, {rf_of("b")},
    ('{{"lines": [{{"on": "' || %(on)s || '", "key": "' || key || '", "base": "'
        || trim_scale(base) || '"}}]}}')::jsonb,
    ('{{"amount": "' || amount || '", "children": [{{"base": "' || trim_scale(base)
        || '", "rate": "' || rate || '", "unit": "' || unit || '", "basis": "' || basis
        || '", "amount": "' || amount || '", "formula": "' || trim_scale(base) || ' × '
        || trim_scale(rate) || '", "label_el": "' || label_el || '", "label_en": "' || label_en
        || '"}}], "label_el": "Ποσό οφειλής", "label_en": "Amount of the debt"}}')::jsonb,
    'open', 1, %(list)s, ''
from (
    select fact.place, fact.debtor_id,
        fact.source_kind, fact.source_id, fact.base, tariff.kind_id, tariff.key, tariff.rate,
        tariff.unit, tariff.legal_basis || ', ' || tariff.decision as basis,
        round(fact.base * tariff.rate, 2) as charged, tariff.label_el as el, tariff.label_en as en,
        {first_bits("u")} as a, mod({last_bits("u")}, {RF_CODES}) as b
    from (select *, {drawn("place")} as u
        from (select *, row_number() over () as place from ({FACTS}) given) numbered offset 0) fact
    join revenue_tariff tariff on tariff.key = fact.tariff_key offset 0
) priced, lateral (select charged as amount, el as label_el, en as label_en) as named
"""
KEYLESS_LINES = f"""
insert into bench_revenue_chargeline (charge_id, position, label_el, label_en, tariff_key, base,
    rate, amount)
select row_number() over (), 1, tariff.label_el, tariff.label_en, tariff.key, fact.base,
    tariff.rate, round(fact.base * tariff.rate, 2)
from ({FACTS}) fact join revenue_tariff tariff on tariff.key = fact.tariff_key
"""
_periods = count(1)


def open_levy(at: datetime) -> tuple[User, User]:
    """Open the town, set the tariff, enter the feeder; return who drafts and who certifies."""
    till.open_town(at)
    services.set_tariff(
        kind=KIND,
        key=KEY,
        rate=Decimal("1.20"),
        label_el="Κατοικίες, ανά m²",
        label_en="Homes, per m²",
        unit="m²",
        valid_from=date(athens_day(at).year, 1, 1),
        legal_basis="συνθετικός συντελεστής",
        decision="1/2025",
        actor=None,
        at=at,
    )
    if FEEDER not in feeders.kinds():
        feeders.register(
            FEEDER,
            feeders.Feeder(
                "bench", lambda ask: feeders.SqlFeed(FACTS, {"rows": ask.options["rows"]})
            ),
        )
    drafter = User.objects.create_user("bench-drafter@example.org")
    return drafter, User.objects.create_user("bench-certifier@example.org")


class Levy:
    """Charges the fee of a fresh period at each call, by one way or another."""

    def __init__(self, at: datetime) -> None:
        self.at, self.today = at, athens_day(at)
        self.drafter, self.certifier = open_levy(at)
        self.rehearsed = self.certified = 0.0
        self.last_list = 0

    def by_list(self, rows: int) -> float:
        """Rehearse and certify a list; return the seconds that both took."""
        run = self._ordered(rows)
        begun = time.perf_counter()
        run = services.rehearse_run(run_id=run.pk, at=self.at)
        self.rehearsed = time.perf_counter() - begun
        for row in run.sample.all():
            services.look_up_row(
                run_id=run.pk,
                charge_id=row.charge_id,
                verdict="right",
                actor=self.drafter,
                at=self.at,
            )
        services.check_list(list_id=run.list_id, actor=self.drafter, at=self.at)
        begun = time.perf_counter()
        held = services.certify_list(
            list_id=run.list_id,
            decision=Decision("Δημοτικό Συμβούλιο", "1/2025"),
            on=self.today,
            actor=self.certifier,
            at=self.at,
        )
        self.certified = time.perf_counter() - begun
        if held.rows != rows:
            raise till.MoneyLost(f"{held.rows} charges of {rows} were certified")
        self.last_list = held.pk
        return self.rehearsed + self.certified

    def undone(self, rows: int) -> float:
        """Rehearse a list and undo it as a whole; return the seconds that undoing took."""
        run = services.rehearse_run(run_id=self._ordered(rows).pk, at=self.at)
        begun = time.perf_counter()
        services.undo_run(run_id=run.pk, reason="bench", actor=self.drafter, at=self.at)
        return time.perf_counter() - begun

    def _ordered(self, rows: int) -> Run:
        held = services.draft_list(
            kind=KIND,
            period=f"B{next(_periods)}",
            title="Τέλη επίδειξης",
            feeder=FEEDER,
            tariffs_on=self.today,
            due_on=self.today + timedelta(days=40),
            options={"rows": rows},
            actor=self.drafter,
            at=self.at,
        )
        return services.order_run(list_id=held.pk, actor=self.drafter, at=self.at)

    def by_bulk_create(self, rows: int) -> float:
        """Assess in Python and write with `bulk_create`, as a careful Django developer does."""
        begun = time.perf_counter()
        with connection.cursor() as cursor:
            # Between two batches Python works for longer than a page may leave a transaction open.
            cursor.execute("set idle_in_transaction_session_timeout = 0")
        with transaction.atomic():
            self._bulk(rows)
        return time.perf_counter() - begun

    def _bulk(self, rows: int) -> None:
        kind, period = ChargeKind.objects.get(code=KIND), f"B{next(_periods)}"
        tariffs = tariff_table(kind)
        made: list[list[tuple[Charge, Assessment]]] = []
        owed: dict[int, Decimal] = defaultdict(Decimal)
        assess = assessors.assess_by_tariff
        for part in self._batches(kind, rows):
            made.append([(charge, assess(charge.facts, tariffs)) for charge in part])
            for charge, assessment in made[-1]:
                owed[charge.debtor_id] += assessment.total
        total = sum(owed.values(), Decimal(0))
        entry = ledger.post(
            journal="REV",
            on=self.today,
            lines=[
                *(
                    LineSpec(kind.receivable_account, amount, 0, "", debtor, kind.ale)
                    for debtor, amount in owed.items()
                ),
                LineSpec(kind.income_account, 0, total, "", None, kind.ale),
            ],
            source=Source("bench", period),
            actor=None,
            at=self.at,
        )
        numbers = iter(take_numbers("revenue:charge", self.today.year, rows))
        for pairs in made:
            for charge, assessment in pairs:
                charge.entry_id, charge.number, charge.purpose = entry.pk, next(numbers), period
                charge.principal = assessment.total
                charge.explanation = assessment.explanation.to_json()
            Charge.objects.bulk_create([charge for charge, _assessment in pairs])
            ChargeLine.objects.bulk_create(
                ChargeLine(
                    charge=charge,
                    position=position,
                    label_el=line.label_el,
                    label_en=line.label_en,
                    tariff_key=line.tariff_key,
                    base=line.base,
                    rate=line.rate,
                    amount=line.amount,
                )
                for charge, assessment in pairs
                for position, line in enumerate(assessment.lines, 1)
            )

    def _batches(self, kind: ChargeKind, rows: int) -> Iterator[list[Charge]]:
        with connection.cursor() as cursor:
            cursor.execute(f"select debtor_id, source_id, base from ({FACTS}) f", {"rows": rows})
            while found := cursor.fetchmany(BATCH):
                yield [
                    Charge(
                        year=self.today.year,
                        kind=kind,
                        debtor_id=debtor,
                        source_kind="bench.supply",
                        source_id=source,
                        on=self.today,
                        due_on=self.today + timedelta(days=40),
                        rf_code=make_rf(
                            settings.RF_CREDITOR_CODE, secrets.randbelow(10**DEBT_DIGITS)
                        ),
                        facts={
                            "lines": [{"key": KEY, "base": str(base), "on": self.today.isoformat()}]
                        },
                    )
                    for debtor, source, base in found
                ]

    def keyless(self, rows: int) -> float:
        """Work the same rows out in one `INSERT … SELECT` each, into tables without any key."""
        with connection.cursor() as cursor:
            # A million rows take longer than the office's pages may.
            cursor.execute("set statement_timeout = 0")
            for table in ("revenue_charge", "revenue_chargeline"):
                cursor.execute(f"drop table if exists bench_{table}")
                cursor.execute(f"create table bench_{table} as table {table} with no data")
            values = {"rows": rows, "on": self.today, "list": self.last_list}
            begun = time.perf_counter()
            cursor.execute(KEYLESS, values)
            cursor.execute(KEYLESS_LINES, values)
            return time.perf_counter() - begun
