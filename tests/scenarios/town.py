"""The house in which the stories happen: its clock, its queue, its books, and both sandboxes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core import mail
from django.utils import timezone
from procrastinate.contrib.django import app

from backoffice.audit import services as audit
from backoffice.budget import queries as budget
from backoffice.business_fees import services as fees
from backoffice.business_fees.services import EstablishmentFacts
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.kernel.reconcile import run_all
from backoffice.ledger import queries as ledger_queries
from backoffice.ledger import services as ledger
from backoffice.party.models import Party
from backoffice.party.services import register_party
from backoffice.revenue import services as revenue
from backoffice.revenue.models import Charge
from backoffice.revenue.models import Receipt as ReceiptRow
from tests.integrations.servers import SandboxServer

from .browser import Browser
from .people import Citizen, Person, Treasurer

HOTELIER_AFM = "000000128"
OPENED = datetime(2026, 1, 2, 9, tzinfo=UTC)
STAY_FEE = "1110801001"


class TownClock:
    """The town's time; it runs on from wherever it is set."""

    def __init__(self, wall: Callable[[], datetime], sandbox: SandboxServer) -> None:
        self._wall, self._sandbox, self._shift = wall, sandbox, timedelta(0)

    def now(self) -> datetime:
        """Return the instant it is in the town."""
        return self._wall() + self._shift

    def set(self, instant: datetime) -> None:
        """Make an instant the present, at the card gateway too."""
        step = instant - self.now()
        self._shift += step
        self._sandbox.move_clock(step.total_seconds())


@dataclass
class Town:
    """Everything a story needs at hand."""

    site: str
    sandbox: SandboxServer
    clock: TownClock

    def citizen(self, **facts: Any) -> Citizen:
        """Return a citizen at a browser, not yet signed in."""
        return Citizen(Browser(self.site), **facts)

    def passer_by(self) -> Person:
        """Return somebody without an account."""
        return Person(Browser(self.site))

    def treasurer(self) -> Treasurer:
        """Return the treasurer at work."""
        return Treasurer.comes_to_work(self.site)

    def hotel(self, afm: str = HOTELIER_AFM) -> Any:
        """Enter a hotel with double-entry books since March 2026."""
        owner = self.person(afm)
        facts = EstablishmentFacts(
            trade_name="Ξενοδοχείο Ακτή (δοκιμαστικό)",
            category_keys=("hotel",),
            street="Ακτής 1",
            postcode="71000",
            place="Μινώα",
            books="double",
            valid_from=date(2026, 3, 1),
            has_tables=True,
        )
        now = timezone.now()
        return fees.register_establishment(party_id=owner.pk, facts=facts, actor=None, at=now)

    def person(self, afm: str = HOTELIER_AFM) -> Party:
        """Enter a synthetic person."""
        return register_party(
            kind="natural",
            afm=afm,
            name="ΔΟΚΙΜΑΣΤΙΚΟΣ",
            first_name="ΝΙΚΟΛΑΟΣ",
            actor=None,
            at=OPENED,
            is_synthetic=True,
        )

    def owner(self) -> Party:
        """Return the hotelier's own person."""
        return Party.objects.get(afm=HOTELIER_AFM)

    def fine(self, party: Party, amount: str = "144.00") -> Charge:
        """Certify a debt of a stated amount, due in thirty days."""
        today = athens_day(timezone.now())
        lines = [{"label_el": "Πρόστιμο", "label_en": "Fine", "amount": amount}]
        return revenue.raise_charge(
            kind="fine",
            facts={"lines": lines},
            debtor_id=party.pk,
            source=Source("test.decision", f"{party.pk}:{amount}"),
            on=today,
            due_on=today + timedelta(days=30),
            actor=None,
            at=timezone.now(),
        )

    def works_off_the_queue(self) -> None:
        """Let the worker do everything that waits, as it does all day."""
        with app.replace_connector(app.connector.get_worker_connector()) as working:
            working.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)

    def hears_the_gateway(self) -> None:
        """Wait until no notice is on its way, then let the worker act on them."""
        self.sandbox.wait_for_notices()
        self.works_off_the_queue()

    def closes_the_day(self) -> None:
        """Do what the clock has the worker do: act on the last notices, seal the trail."""
        self.hears_the_gateway()
        audit.seal(at=timezone.now())

    def letters(self, subject: str) -> list[Any]:
        """Return the mails whose subject contains some words."""
        return [letter for letter in mail.outbox if subject in str(letter.subject)]

    def trial_balance(self) -> dict[str, Decimal]:
        """Return debits less credits by account today, without those that are even."""
        rows = ledger_queries.trial_balance(on=athens_day(timezone.now()))
        found = {row.code: row.closing for row in rows}
        return {account: amount for account, amount in found.items() if amount}

    def execution(self, ale: str = STAY_FEE) -> tuple[Decimal, Decimal]:
        """Return what was assessed and collected on a revenue code this year, in euros."""
        today = athens_day(timezone.now())
        rows = budget.execution(year=today.year, as_of=today)
        (row,) = [row for row in rows if row.ale == ale]
        return row.assessed, row.collected

    def receipts(self) -> list[str]:
        """Return the numbers of all receipts."""
        return [str(row) for row in ReceiptRow.objects.order_by("pk")]

    def disagreements(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """Return what the queries that must be empty find, over every module."""
        return [(f.name, f.rows) for f in run_all() if f.rows]


def open_books() -> None:
    """Load what the law sets and open the year of the stories."""
    ledger.load_chart()
    ledger.open_year(year=2026, actor=None, at=OPENED)
    revenue.load_defaults(actor=None, at=OPENED)
    fees.load_defaults(actor=None, at=OPENED)
