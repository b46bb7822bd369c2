"""Three services with their cards, loaded once for the tests of this folder and rolled back."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.db import transaction

from eservices.catalogue import services
from portal.home import versions
from portal.home.models import TownSettings

FOLDER = Path(__file__).parents[2] / "eservices" / "catalogue" / "services"
AT = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture(scope="package")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[datetime]:
    """The cards; each test's own transaction lies within this one."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        services.load_services(at=AT, folder=FOLDER)
        TownSettings.load()
        yield AT
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)


@pytest.fixture(autouse=True)
def _site(town: datetime, db: None) -> Iterator[None]:
    """Begin each test with nothing kept."""
    caches["pages"].clear()
    versions.forget()
    yield
    caches["pages"].clear()
    versions.forget()
