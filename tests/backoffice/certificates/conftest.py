"""A town that gives certificates; the contents of each test lie apart."""

import pytest

from tests.backoffice.documents.conftest import _store_of_its_own as store_of_its_own

__all__ = ["store_of_its_own"]


@pytest.fixture
def town(db):
    from tests.backoffice.documents.office import open_town as open_registry
    from tests.eservices.payments.till import open_town

    open_registry()
    open_town()
