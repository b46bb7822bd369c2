"""The town in which arrangements are tested."""

import pytest

from tests.backoffice.revenue.town import make_party


@pytest.fixture
def town(opened_arrangements):
    """An open town with its schemes."""


@pytest.fixture
def party(town):
    return make_party()
