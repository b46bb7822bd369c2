"""A hotelier who signed in, and somebody else."""

import pytest
from django.test import Client

from tests.backoffice.business_fees import town as t
from tests.factories.signin import make_citizen, sign_in


@pytest.fixture
def town(opened_business_fees):
    """An open town; afterwards its books must agree."""
    yield
    assert t.disagreements() == []


@pytest.fixture
def hotel(town):
    """A hotel of the hotelier's own AFM with double-entry books since March 2026."""
    return t.make_establishment(afm=t.AFM)


@pytest.fixture
def hotelier(hotel):
    """Whoever TAXISnet vouched to be the hotel's business."""
    return make_citizen(t.AFM, "hotelier@example.org")


@pytest.fixture
def stranger(hotel):
    """Another citizen with another hotel."""
    t.make_establishment(afm=t.OTHER_AFM, trade_name="Άλλο (δοκιμαστικό)")
    return make_citizen(t.OTHER_AFM, "stranger@example.org")


@pytest.fixture
def page(hotelier):
    """The hotelier's browser."""
    client = Client()
    sign_in(client, hotelier)
    return client


@pytest.fixture
def other(stranger):
    """The stranger's browser."""
    client = Client()
    sign_in(client, stranger)
    return client
