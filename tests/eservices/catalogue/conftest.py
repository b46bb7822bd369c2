"""Three services with their pages, loaded once as the programme's own are, and rolled back."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.db import transaction
from django.utils import translation

from eservices.catalogue import services
from eservices.catalogue.services import Loaded
from portal.home import versions

FOLDER = Path(__file__).parent / "services"
AT = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_english() -> None:
    """Let faults be compared in the language of the source."""
    translation.activate("en")


@pytest.fixture(scope="package")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Loaded]:
    """What loading did; each test's own transaction lies within this one."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        yield services.load_services(at=AT, folder=FOLDER)
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)


@pytest.fixture
def loaded(town: Loaded, db: None) -> Loaded:
    """The three services, nothing kept from the test before."""
    caches["pages"].clear()
    versions.forget()
    return town
