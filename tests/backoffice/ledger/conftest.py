from datetime import UTC, datetime

import pytest

from backoffice.ledger import services

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def year(db):
    """The open year 2026."""
    return services.open_year(year=2026, actor=None, at=NOW)
