"""The town in which revenue is tested."""

import pytest

from .town import make_charge, make_party


@pytest.fixture
def town(opened_revenue):
    """An open town."""


@pytest.fixture
def party(town):
    return make_party()


@pytest.fixture
def charge(party):
    return make_charge(party)
