"""The town in which arrangements are tested."""

import pytest

from tests.backoffice.revenue.town import make_party, open_town

from .town import open_schemes


@pytest.fixture
def town(db):
    open_town()
    open_schemes()


@pytest.fixture
def party(town):
    return make_party()
