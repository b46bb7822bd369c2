"""Three services, loaded as the programme's own are."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.cache import caches
from django.utils import translation

from backoffice.identity.services import load_departments
from eservices.catalogue import services
from eservices.catalogue.services import Loaded
from portal.home import versions

FOLDER = Path(__file__).parent / "services"
AT = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_english() -> None:
    """Let faults be compared in the language of the source."""
    translation.activate("en")


@pytest.fixture
def loaded(db: None) -> Loaded:
    """The three services with their pages."""
    caches["pages"].clear()
    versions.forget()
    load_departments(at=AT)
    return services.load_services(at=AT, folder=FOLDER)
