"""A town with two services, and people who apply."""

import pytest
from django.test import Client
from django.utils import translation

from backoffice.kernel import reconcile
from backoffice.party.queries import party_by_afm
from tests.backoffice.documents.conftest import _store_of_its_own  # noqa: F401
from tests.eservices.payments.till import make_party
from tests.factories.signin import make_citizen, sign_in

from . import counter


@pytest.fixture(autouse=True)
def town(opened_applications):
    """A town whose register and applications agree afterwards."""
    yield
    reconcile.load()
    for name, (_label, rows) in reconcile.QUERIES.items():
        if name.startswith(("documents.", "applications.", "procedures.")):
            assert list(rows()) == [], name


@pytest.fixture
def english():
    """Messages are compared with their English ids."""
    with translation.override("en"):
        yield


@pytest.fixture
def citizen():
    """Somebody known through TAXISnet and in the register."""
    user = make_citizen(counter.AFM)
    make_party(afm=counter.AFM)
    return user


@pytest.fixture
def party(citizen):
    """That person in the register."""
    return party_by_afm(counter.AFM)


@pytest.fixture
def second():
    """Another person known through TAXISnet."""
    user = make_citizen(counter.SECOND_AFM, "second@example.org")
    make_party(2, afm=counter.SECOND_AFM)
    return user


@pytest.fixture
def browser(citizen):
    """The citizen's browser."""
    client = Client()
    sign_in(client, citizen)
    return client
