"""The town in which documents are tested; afterwards its register must agree."""

import pytest
from django.conf import settings
from django.core.files.storage import storages

from backoffice.kernel import reconcile


@pytest.fixture(autouse=True)
def _store_of_its_own(tmp_path, monkeypatch):
    """Keep the contents of each test apart."""
    store = storages["private"]
    monkeypatch.setattr(store, "_location", str(tmp_path))
    for name in ("base_location", "location"):
        store.__dict__.pop(name, None)
    yield
    for name in ("base_location", "location"):
        store.__dict__.pop(name, None)
    assert settings.STORAGES["private"]


@pytest.fixture
def town(opened_registry):
    """A town with a registry."""
    yield
    reconcile.load()
    found = {
        name: rows
        for name, (_label, function) in reconcile.QUERIES.items()
        if name.startswith("documents.") and (rows := list(function()))
    }
    assert found == {}
