"""The town in which notices are tested."""

import pytest

from tests.backoffice.revenue.town import make_user


@pytest.fixture
def town(opened_enforcement):
    """An open town."""


@pytest.fixture
def officer(town):
    return make_user("officer", is_staff=True)
