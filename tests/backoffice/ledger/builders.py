"""Entries as tests write them: `dr` and `cr` lines in euros."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count

from backoffice.kernel.actors import Source
from backoffice.ledger import services
from backoffice.ledger.services import LineSpec

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = date(2026, 3, 2)
_ids = count(1)


def dr(account, amount, **extra):
    return LineSpec(account, debit=Decimal(amount), **extra)


def cr(account, amount, **extra):
    return LineSpec(account, credit=Decimal(amount), **extra)


def post(*lines, journal="GEN", on=DAY, source=None, **extra):
    source = source or Source("test", f"t{next(_ids)}")
    return services.post(
        journal=journal, on=on, lines=lines, source=source, actor=None, at=NOW, **extra
    )
