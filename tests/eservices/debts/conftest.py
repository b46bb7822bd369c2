"""A citizen with debts, and an open town."""

import pytest
from django.core.cache import cache
from django.test import Client

from tests.eservices.payments.till import AFM, bill, disagreements, make_party
from tests.factories.signin import make_citizen, sign_in


@pytest.fixture
def town(opened_till):
    """An open town; afterwards its books must agree."""
    cache.clear()
    yield
    assert disagreements() == []


@pytest.fixture
def citizen(town):
    """Somebody known through TAXISnet."""
    return make_citizen(AFM)


@pytest.fixture
def party(citizen):
    """That person in the register."""
    return make_party(afm=AFM)


@pytest.fixture
def charge(party):
    """A debt of 144.00, due in thirty days."""
    return bill(party)


@pytest.fixture
def browser(citizen):
    """The citizen's browser."""
    client = Client()
    sign_in(client, citizen)
    return client
