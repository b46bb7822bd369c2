"""One town for all stories of services; each story takes back what it adds."""

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from tests.backoffice.documents.conftest import _store_of_its_own  # noqa: F401

from .office import Town, open_town

CHOSEN = (6, 9, 28, 35, 40, 42, 47, 48, 53, 61, 63, 64)


@pytest.fixture(scope="package")
def opened(django_db_setup: Any, django_db_blocker: Any, tmp_path_factory: Any) -> Any:
    """Open the town once, with twelve of its services."""
    from eservices.catalogue import shipped

    folder = tmp_path_factory.mktemp("catalogue")
    (folder / "services").mkdir()
    shutil.copytree(shipped.PARTS, folder / "parts")
    for path in Path(shipped.FOLDER).glob("*.yaml"):
        if int(path.name.split("-")[0]) in CHOSEN:
            shutil.copy(path, folder / "services")
    with django_db_blocker.unblock():
        whole = transaction.atomic()
        # Verbs that insist on their own transaction are let in, as they are by any test.
        whole._from_testcase = True
        with whole:
            yield open_town(folder / "services", timezone.now() - timedelta(minutes=1))
            transaction.set_rollback(True)


@pytest.fixture
def town(opened: Town, db: Any) -> Town:
    """The town at the beginning of a story."""
    return Town(opened.staff)
