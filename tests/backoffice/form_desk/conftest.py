import pytest
from django.utils import translation

from backoffice.forms import services

from .papers import NOW, SHIPPED


@pytest.fixture
def english():
    """Messages are compared with their English ids."""
    with translation.override("en"):
        yield


@pytest.fixture
def shipped(db):
    """The small form in force, following the small part."""
    return services.load_shipped(SHIPPED, at=NOW)
