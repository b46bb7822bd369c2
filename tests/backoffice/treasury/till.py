"""A town with one cash desk, for tests of the treasury. All synthetic."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from backoffice.identity.models import User
from backoffice.kernel.reconcile import QUERIES, load
from backoffice.treasury import services
from backoffice.treasury.models import Desk, Session, Taking
from backoffice.treasury.services import Count, Tendered
from tests.backoffice.revenue.town import APART, AT, make_charge, make_party, make_user, open_town

D = Decimal
FLOAT = {"50.00": 1, "20.00": 2, "10.00": 1}
NEXT_DAY = AT + timedelta(days=1)


def make_desk(code: str = "t1", **facts: Any) -> Desk:
    """Set up a cash desk whose cashier may settle ten euros alone."""
    return services.set_up_desk(
        code=code, name_el="Ταμείο 1", name_en="Desk 1", actor=None, at=AT, **facts
    )


def open_desk(desk: Desk, cashier: User, *, at: datetime = AT, **facts: Any) -> Session:
    """Open a desk with a float of a hundred euros drawn from the bank."""
    facts = {"pieces": FLOAT, "slip": "ΑΝ-1", "key": f"open-{desk.code}-{at}"} | facts
    return services.open_session(desk_id=desk.pk, actor=cashier, at=at, **facts)


def take(
    charge: Any, cashier: User, *, key: str = "form-1", at: datetime = AT, **how: Any
) -> Taking:
    """Take all that is owed on one charge, in cash unless told otherwise."""
    amount = how.pop("amount", None)
    return services.take_payment(
        items=[(charge.pk, D(amount) if amount else None)],
        tendered=Tendered(**({"method": "cash"} | how)),
        key=key,
        actor=cashier,
        at=at,
    )


def pieces(amount: str) -> dict[str, int]:
    """Return an amount as pieces of one cent and of one euro."""
    euros, cents = divmod(int(D(amount) * 100), 100)
    return {"1.00": euros, "0.01": cents}


def count(amount: str, card: str = "0.00") -> Count:
    """Return a count that comes to an amount."""
    return Count(pieces(amount), D(card), "Z-17")


def close(session: Session, amount: str, *, card: str = "0.00", **facts: Any) -> Session:
    """Count and close a session as its cashier."""
    facts = {"at": AT} | facts
    return services.close_session(
        session_id=session.pk, count=count(amount, card), actor=session.cashier, **facts
    )


def disagreements() -> list[tuple[str, list[Any]]]:
    """Return what the queries of treasury, revenue and the books find."""
    load()
    mine = ("treasury.", "revenue.", "ledger.")
    found = [
        (name, list(find()))
        for name, (_label, find) in sorted(QUERIES.items())
        if name.startswith(mine) and name not in APART
    ]
    return [(name, rows) for name, rows in found if rows]


def commit_checks() -> None:
    """Let the deferred triggers speak now, as a commit would."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")


__all__ = ["AT", "NEXT_DAY", "make_charge", "make_party", "make_user", "open_town"]
