"""The town in which business fees are tested."""

import pytest

from .town import disagreements, make_establishment, make_officer


@pytest.fixture
def town(opened_business_fees):
    """An open town; afterwards its books must agree."""
    yield
    assert disagreements() == []


@pytest.fixture
def hotel(town):
    """A hotel with double-entry books since March 2026."""
    return make_establishment()


@pytest.fixture
def officer(town):
    """Somebody who acts."""
    return make_officer()
