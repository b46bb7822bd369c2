"""Debts to arrange, and the days on which instalments are paid. All synthetic."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from backoffice.arrangements import queries, services
from backoffice.arrangements.models import Arrangement
from backoffice.arrangements.offers import Wish
from backoffice.kernel.reconcile import QUERIES, load
from backoffice.revenue import queries as revenue_queries
from backoffice.revenue import services as revenue
from backoffice.revenue.services import PaymentReport
from tests.backoffice.revenue import town as money

BASE = Decimal("0.0550")
START = date(2026, 4, 14)


def at(day: date, hour: int = 9) -> datetime:
    """Return an instant of a day."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def open_schemes() -> None:
    """Load the schemes and a synthetic base rate."""
    services.load_defaults(actor=None, at=at(START))
    services.set_base_rate(
        rate=BASE,
        valid_from=date(2020, 1, 1),
        basis="συνθετικό",
        actor=None,
        at=at(START),
    )


def owe(party: Any, amount: str = "600.00", *, source: str = "1", **more: Any) -> Any:
    """Raise a charge due at the end of March."""
    more.setdefault("on", date(2026, 2, 10))
    more.setdefault("due_on", date(2026, 3, 31))
    return money.make_charge(party, amount, source=source, **more)


def arrange(
    party: Any, number: int = 6, *, on: date = START, key: str = "k-1", **wish: Any
) -> Arrangement:
    """Arrange every debt of a person."""
    wish.setdefault("charge_ids", ())
    return services.apply(
        wish=Wish(party.pk, number=number, **wish),
        key=key,
        actor=wish.pop("actor", None),
        at=at(on),
    )


def pay(items: Any, on: date, *, key: str, came: str | None = None) -> None:
    """Pay charges by code with euros, on a day."""
    ids = {debt.code: debt.charge_id for debt in _debts(items, on)}
    payment = revenue.start_payment(
        payer=None,
        items=[(ids[code], amount) for code, amount in items],
        method="card",
        key=key,
        at=at(on),
    )
    amount = Decimal(came) if came else payment.amount
    revenue.record_payment(
        PaymentReport(payment.code, amount, f"pi_{payment.code}", at(on), "test"), at=at(on)
    )


def _debts(items: Any, on: date) -> list[Any]:
    from backoffice.revenue.models import Charge

    codes = [code for code, _amount in items]
    rows = Charge.objects.filter(code__in=codes).values_list("debtor_id", flat=True)
    return revenue_queries.debts_of(set(rows), on)


def pay_next(arrangement: Arrangement, on: date) -> Decimal:
    """Pay what an arrangement asks for on a day; return how much it was."""
    asked = services.ask_next(arrangement_id=arrangement.pk, actor=None, at=at(on))
    pay(asked.items, on, key=f"{arrangement.code}-{on}-{asked.total}")
    return asked.total


def judge(on: date) -> dict[str, int]:
    """Judge on a day."""
    return services.judge_arrangements(at=at(on, 2))


def seen(arrangement: Arrangement, on: date) -> Any:
    """Return an arrangement as it stands on a day."""
    arrangement.refresh_from_db()
    return queries.arrangement_view(arrangement, on)


def disagreements() -> list[Any]:
    """Return what the queries of arrangements, revenue and the books find."""
    load()
    mine = [
        (name, list(find()))
        for name, (_label, find) in sorted(QUERIES.items())
        if name.startswith("arrangements.")
    ]
    return [(name, rows) for name, rows in mine if rows] + money.disagreements()
