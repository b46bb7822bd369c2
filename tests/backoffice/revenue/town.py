"""A small town for tests of revenue: an open year, kinds of charge, debtors. All synthetic."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from stdnum.gr import vat

from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.reconcile import QUERIES, load
from backoffice.ledger import services as ledger
from backoffice.party.models import Party
from backoffice.party.services import register_party
from backoffice.revenue import services
from backoffice.revenue.models import Act, Charge, Credit, Payment, Receipt
from backoffice.revenue.services import Item, PaymentReport

AT = datetime(2026, 4, 10, 9, 0, tzinfo=UTC)
TODAY = date(2026, 4, 10)
DUE = date(2026, 4, 30)
# The example number of the Greek IBAN structure.
IBAN = "GR1601101250000000012300695"


def at(day: date, hour: int = 9) -> datetime:
    """Return an instant of a day."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def open_town() -> None:
    """Load the chart, open the years and load the defaults of revenue."""
    ledger.load_chart()
    for year in (2026, 2027, 2031):
        ledger.open_year(year=year, actor=None, at=AT)
    services.load_defaults(actor=None, at=AT)


def make_party(number: int = 1, **facts: Any) -> Party:
    """Return a synthetic person with a valid AFM."""
    body = f"{90000000 + number:08d}"
    afm = body + vat.calc_check_digit(body)
    return register_party(
        kind="natural",
        afm=afm,
        name=f"ΔΟΚΙΜΑΣΤΙΚΟΣ {number}",
        actor=None,
        at=AT,
        is_synthetic=True,
        **facts,
    )


def make_user(name: str = "hotelier", **facts: Any) -> User:
    """Return a user who may sign in."""
    return User.objects.create_user(f"{name}@example.org", **facts)


def make_charge(
    party: Party,
    amount: str = "144.00",
    *,
    kind: str = "fine",
    source: str = "1",
    on: date = TODAY,
    due_on: date = DUE,
    **more: Any,
) -> Charge:
    """Raise a charge of an amount stated by a decision."""
    facts = {"lines": [{"label_el": "Οφειλή", "label_en": "Debt", "amount": amount}]}
    return services.raise_charge(
        kind=kind,
        facts=facts,
        debtor_id=party.pk,
        source=Source("test.decision", source),
        on=on,
        due_on=due_on,
        actor=None,
        at=at(on),
        **more,
    )


def start(charge: Charge, amount: str | None = None, *, key: str = "key-1", **more: Any) -> Payment:
    """Order a card payment of one charge."""
    moment = more.pop("at", AT)
    return services.start_payment(
        payer=more.pop("payer", None),
        items=[(charge.pk, Decimal(amount) if amount else None)],
        method=more.pop("method", "card"),
        key=key,
        at=moment,
        **more,
    )


def report(
    payment: Payment, amount: str | None = None, *, ref: str = "pi_1", **more: Any
) -> PaymentReport:
    """Return a bank's report about a payment."""
    return PaymentReport(
        payment.code,
        Decimal(amount) if amount else payment.amount,
        ref,
        more.get("paid_at", AT),
        "test",
    )


def pay(
    charge: Charge,
    amount: str | None = None,
    *,
    came: str | None = None,
    key: str = "key-1",
    ref: str | None = None,
    moment: datetime = AT,
) -> Receipt:
    """Order and settle a payment of one charge."""
    payment = start(charge, amount, key=key, at=moment)
    return services.record_payment(
        report(payment, came, ref=ref or f"pi_{payment.code}", paid_at=moment), at=moment
    )


def person(name: str) -> User:
    """Return the member of staff of a name, made once."""
    known = User.objects.filter(email=f"{name}@example.org").first()
    return known or make_user(name)


CAUSES = {
    "write_off": "no_estate",
    "correction": "error",
    "waiver": "force_majeure",
    "lapse": "time_barred",
    "refund": "not_owed",
    "set_off": "ex_officio",
}


def propose(
    kind: str, *rows: Item, items: tuple[Item, ...] = (), moment: datetime = AT, **more: Any
) -> Act:
    """Propose an act for the reasons of tests."""
    if kind == "refund":
        more = {"iban": IBAN, "payee": "ΔΟΚΙΜΑΣΤΙΚΟΣ 1"} | more
    return services.propose_act(
        kind=kind,
        cause=more.pop("cause", CAUSES[kind]),
        items=rows or items,
        reason="Εισήγηση δοκιμής",
        actor=more.pop("actor", None) or person("proposer"),
        at=moment,
        **more,
    )


def approve(act: Act, moment: datetime = AT, actor: User | None = None) -> Act:
    """Approve an act by another person."""
    return services.approve_act(
        act_id=act.pk,
        decision_number="12/2026",
        decision_on=moment.date(),
        ada="ΨΔΟΚ-ΙΜΗ",
        actor=actor or person("approver"),
        at=moment,
    )


def carry_out(act: Act, moment: datetime = AT) -> Act:
    """Carry out an approved act."""
    return services.carry_out_act(act_id=act.pk, actor=person("treasurer"), at=moment)


def decide(kind: str, *items: Item, moment: datetime = AT, **more: Any) -> Act:
    """Propose, approve and carry out an act."""
    return carry_out(approve(propose(kind, *items, moment=moment, **more), moment), moment)


def refund(credit: Credit, amount: str, moment: datetime = AT) -> Act:
    """Decide on a refund; it is owed from here on."""
    return decide("refund", Item(credit_id=credit.pk, amount=Decimal(amount)), moment=moment)


def balances() -> dict[str, Decimal]:
    """Return debits less credits by account, zeros left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select account_id, sum(debit - credit) from ledger_line group by 1 "
            "having sum(debit - credit) <> 0 order by 1"
        )
        return dict(cursor.fetchall())


def lines_of(entry_id: int) -> list[tuple[str, Decimal, Decimal, str]]:
    """Return an entry's lines as account, debit, credit, revenue code."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select account_id, debit, credit, ale from ledger_line where entry_id = %s "
            "order by position",
            [entry_id],
        )
        return cursor.fetchall()


# These look at the clock or at other modules; they have tests of their own.
APART = {"revenue.clearing_is_empty", "revenue.sources_are_told", "revenue.assessors_are_known"}


def disagreements() -> list[tuple[str, list[dict[str, Any]]]]:
    """Return what the queries of revenue and of the books find."""
    load()
    found = [
        (name, list(find()))
        for name, (_label, find) in sorted(QUERIES.items())
        if name.startswith(("revenue.", "ledger.")) and name not in APART
    ]
    return [(name, rows) for name, rows in found if rows]


def verbs() -> list[str]:
    """Return what the audit trail tells about revenue, in order."""
    with connection.cursor() as cursor:
        cursor.execute("select action from audit_entry where action like 'revenue.%%' order by id")
        return [row[0] for row in cursor.fetchall()]
