"""A small town with debts, and the card page beside it. Everything and everybody is synthetic."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.test import Client
from django.utils import timezone
from stdnum.gr import vat

from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.kernel.reconcile import run_all
from backoffice.ledger import services as ledger
from backoffice.party.models import Party
from backoffice.party.services import register_party
from backoffice.revenue import queries as revenue_queries
from backoffice.revenue import services as revenue
from backoffice.revenue.models import Charge, Payment, Receipt
from eservices.payments import door, inbox, services
from eservices.payments.models import Attempt, Notice
from eservices.payments.opening import Wish
from integrations.stripe.webhooks import ForgedEvent
from tests.factories.signin import make_citizen
from tests.integrations.servers import NoticeReceiver, SandboxServer, StripePage

AFM = "100000090"


def open_town() -> None:
    """Load the chart, open this year and the next, load what the law sets."""
    now = timezone.now()
    ledger.load_chart()
    for year in (athens_day(now).year, athens_day(now).year + 1):
        ledger.open_year(year=year, actor=None, at=now)
    revenue.load_defaults(actor=None, at=now)


def make_party(number: int = 1, afm: str = "") -> Party:
    """Return a synthetic person with a valid AFM."""
    body = f"{90000000 + number:08d}"
    return register_party(
        kind="natural",
        afm=afm or body + vat.calc_check_digit(body),
        name=f"ΔΟΚΙΜΑΣΤΙΚΟΣ {number}",
        actor=None,
        at=timezone.now(),
        is_synthetic=True,
    )


def bill(party: Party, amount: str = "144.00", *, source: str = "1", due_in: int = 30) -> Charge:
    """Certify a debt of a stated amount, due in some days."""
    now = timezone.now()
    today = athens_day(now)
    facts = {"lines": [{"label_el": "Πρόστιμο", "label_en": "Fine", "amount": amount}]}
    return revenue.raise_charge(
        kind="fine",
        facts=facts,
        debtor_id=party.pk,
        source=Source("test.decision", source),
        on=min(today, today + timedelta(days=due_in)),
        due_on=today + timedelta(days=due_in),
        actor=None,
        at=now,
    )


def owed(charge: Charge) -> Decimal:
    """Return what is owed on a charge today."""
    return revenue_queries.debt_of(charge.pk, athens_day(timezone.now())).total


def receipts() -> list[Receipt]:
    """Return every receipt and counter-receipt, in the order of issue."""
    return list(Receipt.objects.order_by("pk"))


def balances() -> dict[str, Decimal]:
    """Return debits less credits by account, zeros left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select account_id, sum(debit - credit) from ledger_line group by 1 "
            "having sum(debit - credit) <> 0 order by 1"
        )
        return dict(cursor.fetchall())


def disagreements() -> list[tuple[str, list[dict[str, Any]]]]:
    """Return what the books' own queries find."""
    ours = ("revenue.", "ledger.", "payments.")
    return [(f.name, f.rows) for f in run_all() if f.rows and f.name.startswith(ours)]


@dataclass
class Till:
    """Everything a test of paying by card needs at hand."""

    sandbox: SandboxServer
    receiver: NoticeReceiver
    party: Party
    charge: Charge
    user: User | None = None
    keys: Iterator[int] = field(default_factory=lambda: iter(range(1, 1000)))

    def begin(self, *parts: str | None, key: str = "", at: datetime | None = None) -> Attempt:
        """Begin to pay the charge, whole or in part."""
        amount = Decimal(parts[0]) if parts and parts[0] else None
        wish = Wish(((self.charge.pk, amount),), key or f"key-{next(self.keys)}", "el")
        return services.begin_checkout(payer=self.user, wish=wish, at=at or timezone.now())

    def page(self, attempt: Attempt) -> StripePage:
        """Return the card page of an attempt."""
        return StripePage(attempt.url)

    def paid(self, *parts: str | None) -> Attempt:
        """Begin, pay with a good card, and let the browser come back."""
        attempt = self.begin(*parts)
        self.page(attempt).pay()
        services.settle(payment_code=attempt.payment.code, at=timezone.now())
        attempt.refresh_from_db()
        return attempt

    def settle(self, attempt: Attempt) -> Any:
        """Ask the gateway how the attempt stands."""
        return services.settle(payment_code=attempt.payment.code, at=timezone.now())

    def payment(self, attempt: Attempt) -> Payment:
        """Return the attempt's payment as it stands."""
        return Payment.objects.get(pk=attempt.payment_id)

    def deliver(self, *types: str) -> list[Notice]:
        """Take in every notice that the sandbox sent so far, or those of some types."""
        self.sandbox.wait_for_notices()
        taken = []
        for notice in list(self.receiver.notices):
            try:
                kept = door.take_in(notice.body, notice.signature, at=timezone.now())
            except ForgedEvent:
                continue
            if kept is not None and (not types or kept.type in types):
                taken.append(kept)
        return taken

    def work(self, notices: list[Notice]) -> list[Notice]:
        """Work on notices as the queue would, and return them as they stand then."""
        return [inbox.work_on(notice_id=notice.pk, at=timezone.now()) for notice in notices]

    def hear(self) -> list[Notice]:
        """Take in and work on every notice, in the order of sending."""
        return self.work(self.deliver())


@contextmanager
def other_clock(monkeypatch: Any, **ahead: float) -> Iterator[None]:
    """Let our own clock run ahead; the sandbox's keeps its time."""
    shift, now = timedelta(**ahead), timezone.now
    with monkeypatch.context() as patch:
        patch.setattr("django.utils.timezone.now", lambda: now() + shift)
        yield


def citizen_client(party_afm: str = AFM) -> tuple[Client, User]:
    """Return a signed-in browser of a person known through TAXISnet."""
    user = make_citizen(party_afm)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client, user
