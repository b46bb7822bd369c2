"""A citizen who writes to the town."""

import pytest
from django.test import Client
from django.utils import translation

from backoffice.kernel import reconcile
from tests.backoffice.documents import desk
from tests.backoffice.documents.conftest import _store_of_its_own  # noqa: F401
from tests.eservices.payments.till import AFM, make_party
from tests.factories.signin import make_citizen, sign_in


@pytest.fixture(autouse=True)
def town(opened_correspondence):
    """A town with a registry, whose register agrees afterwards."""
    yield
    reconcile.load()
    for name, (_label, rows) in reconcile.QUERIES.items():
        if name.startswith("documents."):
            assert list(rows()) == [], name


@pytest.fixture
def staff():
    """The people who circulate documents."""
    return desk.people()


@pytest.fixture
def citizen():
    """Somebody known through TAXISnet."""
    return make_citizen(AFM)


@pytest.fixture
def party(citizen):
    """That person in the register."""
    return make_party(afm=AFM)


@pytest.fixture
def browser(citizen):
    """The citizen's browser."""
    client = Client()
    sign_in(client, citizen)
    with translation.override("el"):
        yield client
