"""The demonstration's arrangements: one that runs, one completed, one lost, one that waits."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from backoffice.arrangements import queries, services
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import ATHENS, athens_day
from backoffice.kernel.queries import legal_calendar
from backoffice.party.queries import party_by_afm
from backoffice.revenue import queries as revenue_queries
from backoffice.revenue import services as revenue

from .money import FIRST_DAY
from .people import Person

# What each owes, in how many instalments, how many days ago it was arranged, how many are paid.
CASES = (
    ("840.00", 12, 100, 12),
    ("360.00", 3, 130, 3),
    ("720.00", 8, 120, 1),
    ("64000.00", 24, 6, 0),
)
BASE_RATE = Decimal("0.0550")


def arrange_some(people: Sequence[Person], *, clerk: User, cashier: User, at: datetime) -> None:
    """Arrange debts of a few citizens and let the days since pass; again changes nothing."""
    services.load_defaults(actor=None, at=at)
    services.set_base_rate(
        rate=BASE_RATE,
        valid_from=FIRST_DAY,
        basis="συνθετικό επιτόκιο επίδειξης",
        actor=None,
        at=at,
    )
    for number, (person, case) in enumerate(zip(people, CASES, strict=True)):
        _arrange(number, person, case, clerk, cashier, at)


def _arrange(
    number: int,
    person: Person,
    case: tuple[str, int, int, int],
    clerk: User,
    cashier: User,
    at: datetime,
) -> None:
    amount, parts, days_ago, paid = case
    party, key = party_by_afm(person.afm), f"demo-arrangement-{number}"
    began = athens_day(at) - timedelta(days=days_ago)
    if party is None or began - timedelta(days=70) < FIRST_DAY:
        return
    certified = began - timedelta(days=70)
    charge = revenue.raise_charge(
        kind="fine",
        facts={
            "lines": [
                {
                    "label_el": "Πρόστιμο (επίδειξη)",
                    "label_en": "Fine (demonstration)",
                    "amount": amount,
                }
            ]
        },
        debtor_id=party.pk,
        source=Source("demonstration", key),
        on=certified,
        due_on=certified + timedelta(days=45),
        actor=clerk,
        at=_morning(certified),
    )
    wish = queries.Wish(party.pk, (charge.pk,), parts)
    made = services.apply(wish=wish, key=key, actor=clerk, at=_morning(began))
    _pay(made, paid, cashier, at)
    if made.started_on:
        services.judge(arrangement_id=made.pk, at=at)


def _pay(made: Any, paid: int, cashier: User, at: datetime) -> None:
    calendar = legal_calendar()
    view = queries.arrangement_view(made, athens_day(at))
    if view.paid:
        # Built before; since then cash is taken at the desk.
        return
    for row in view.instalments[:paid]:
        day = calendar.roll_back(row.due_on)
        if row.paid_on is not None or day > athens_day(at):
            continue
        asked = services.ask_next(arrangement_id=made.pk, actor=cashier, at=_morning(day))
        ids = {debt.code: debt.charge_id for debt in _debts(made, day)}
        revenue.take_cash(
            items=[(ids[code], amount) for code, amount in asked.items],
            key=f"demo-{made.code}-{row.number}",
            actor=cashier,
            at=_morning(day),
        )


def _debts(made: Any, day: date) -> list[revenue_queries.Debt]:
    return revenue_queries.debts_of([made.debtor_id], day)


def _morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=ATHENS)
