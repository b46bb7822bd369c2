"""The town in which notices are tested."""

import pytest

from tests.backoffice.revenue.town import make_user

from .town import open_town


@pytest.fixture
def town(db):
    open_town()


@pytest.fixture
def officer(town):
    return make_user("officer", is_staff=True)
