"""A town of late debtors, and one batch of notices to all of them, set as its worker sets it."""

import time
from datetime import datetime, timedelta

from django.db import connection, transaction
from stdnum.gr import vat

from backoffice.documents import services as documents
from backoffice.enforcement import services
from backoffice.enforcement.models import Batch, Notice
from backoffice.enforcement.services import Criteria
from backoffice.identity import services as identity
from backoffice.identity.models import User
from backoffice.identity.queries import departments_as_tree
from backoffice.kernel import reconcile
from backoffice.kernel.dates import athens_day
from backoffice.party.services import AddressFacts, register_party

from . import till

VILLAGES = ("70014", "71202", "70008", "71307", "70300")
STREET, VILLAGE, HOUSES = "Δοκιμής", "Χωριό", 200
# Rows as a list leaves them; triggers stand aside, as only the notices are measured.
FILL = """
insert into revenue_charge (code, year, series, number, kind_id, debtor_id, source_kind, source_id,
    purpose, period, "on", due_on, principal, rf_code, facts, explanation, state, entry_id, reason)
select 'L' || debtor || '-' || n, %(year)s, '', 2000000 + 2 * place + n, kind.id, debtor, 'bench',
    debtor || '-' || n, '', '2026', %(due_on)s::date - 30, %(due_on)s::date, 40 + place %% 500,
    'RFL' || debtor || n, '{}', sample.explanation, 'open', sample.entry_id, ''
from unnest(%(debtors)s::bigint[]) with ordinality given(debtor, place), generate_series(1, 2) n,
    (select id from revenue_chargekind where code = 'fine') kind,
    (select explanation, entry_id from revenue_charge order by id limit 1) sample
"""


class Mailing:
    """Everybody owes two late debts; a batch gives each one notice about both."""

    def __init__(self, debtors: int) -> None:
        self.at = till.now()
        people = till.open_town(self.at)
        list(till.order_payments(1, people, self.at))
        identity.load_departments(at=self.at)
        documents.load_defaults()
        services.load_defaults()
        self.officer = User.objects.create_user("bench-officer@example.org")
        self._enter(debtors)

    def _enter(self, debtors: int) -> None:
        with transaction.atomic():
            ids = [_debtor(number, self.at) for number in range(debtors)]
        due_on = athens_day(self.at) - timedelta(days=60)
        values = {"debtors": ids, "due_on": due_on, "year": due_on.year}
        with connection.cursor() as cursor:
            cursor.execute("set statement_timeout = 0")
            cursor.execute("set session_replication_role = replica")
            cursor.execute(FILL, values)
            cursor.execute("set session_replication_role = origin")
            cursor.execute("analyze")

    def whole(self, wanted: int) -> float:
        """Choose, issue and set one batch; return notices a second.

        :raises MoneyLost: if anybody got none or two, or the books disagree
        """
        started = time.perf_counter()
        batch = services.choose_debtors(
            kind="overdue",
            title="Επίδειξη",
            criteria=Criteria(charge_kind="fine"),
            department_id=_unit(self.at),
            actor=self.officer,
            at=self.at,
        )
        services.issue_batch(batch_id=batch.pk, actor=self.officer, at=self.at)
        for part in batch.parts.order_by("number"):
            services.set_part(part_id=part.pk, at=self.at)
        seconds = time.perf_counter() - started
        _judge(batch, wanted)
        self.batch = batch
        return wanted / seconds

    def each(self, wanted: int) -> float:
        """Keep a PDF for each notice of the batch that was set last; return notices a second.

        :raises MoneyLost: if any has none, or two share one
        """
        services.order_papers(batch_id=self.batch.pk, actor=self.officer, at=self.at)
        started = time.perf_counter()
        for part in self.batch.parts.order_by("number"):
            services.keep_papers(part_id=part.pk, at=self.at)
        seconds = time.perf_counter() - started
        files = self.batch.notices.exclude(file=None).values("file").distinct().count()
        if files != wanted:
            raise till.MoneyLost(f"{wanted} PDFs were wanted; there are {files}")
        return wanted / seconds


def _debtor(number: int, at: datetime) -> int:
    body = f"{92000000 + number:08d}"
    village = VILLAGES[number % len(VILLAGES)]
    return register_party(
        kind="natural",
        afm=body + vat.calc_check_digit(body),
        name=f"ΣΥΝΘΕΤΙΚΟΣ {number}",
        addresses=(AddressFacts("home", STREET, village, VILLAGE, str(1 + number % HOUSES)),),
        is_synthetic=True,
        actor=None,
        at=at,
    ).pk


def _unit(at: datetime) -> int:
    units = departments_as_tree(athens_day(at))
    return next(unit.pk for _depth, unit in units if unit.code == "revenue")


def _judge(batch: Batch, wanted: int) -> None:
    batch.refresh_from_db()
    notices = Notice.objects.filter(batch=batch)
    told = notices.values("debtor").distinct().count()
    files = batch.parts.exclude(file=None).count()
    found = (batch.state, notices.count(), told, files)
    if found != ("issued", wanted, wanted, batch.parts.count()):
        raise till.MoneyLost(f"{wanted} notices were wanted; the batch is {found}")
    reconcile.load()
    for name, (_label, rows) in sorted(reconcile.QUERIES.items()):
        if name.startswith("enforcement.") and list(rows()):
            raise till.MoneyLost(f"the notices disagree: {name}")
