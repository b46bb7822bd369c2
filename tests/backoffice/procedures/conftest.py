import pytest

from backoffice.identity.models import User
from backoffice.identity.services.roles import load_roles
from backoffice.kernel import reconcile

from .drawing import AT


@pytest.fixture
def roles(db):
    load_roles(at=AT)


@pytest.fixture
def clerk(roles) -> User:
    """A clerk of the town, by role."""
    from .office import make_staff

    return make_staff("clerk@town.example", "clerk")


@pytest.fixture
def books_agree(db):
    """After the test no reconcile query of the procedures returns a row."""
    yield
    rows = [f for f in reconcile.run_all() if f.name.startswith("procedures.") and f.rows]
    assert rows == []
