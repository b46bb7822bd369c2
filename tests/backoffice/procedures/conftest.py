import pytest
from django.contrib.auth.models import Group
from django.utils import translation

from backoffice.identity.models import Role, User
from backoffice.kernel import reconcile

from .office import make_staff


@pytest.fixture
def english():
    """Messages are compared with their English ids."""
    with translation.override("en"):
        yield


CODES = ("clerk", "head", "treasurer")


@pytest.fixture
def roles(db) -> list[Role]:
    """The roles that lanes name; loading all of the town's would take longer than the tests."""
    return [
        Role.objects.get_or_create(
            code=code,
            defaults={
                "name_el": code,
                "name_en": code,
                "group": Group.objects.get_or_create(name=f"role-{code}")[0],
            },
        )[0]
        for code in CODES
    ]


@pytest.fixture
def clerk(roles) -> User:
    """A clerk of the town, by role."""
    return make_staff("clerk@town.example", "clerk")


@pytest.fixture
def books_agree(db):
    """After the test no reconcile query of the procedures returns a row."""
    yield
    reconcile.load()
    for name, (_label, rows) in reconcile.QUERIES.items():
        if name.startswith("procedures."):
            assert list(rows()) == [], name
