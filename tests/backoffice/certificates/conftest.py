"""A town that gives certificates; the contents of each test lie apart."""

from typing import Any

import pytest

from tests.backoffice.documents.conftest import _store_of_its_own as store_of_its_own

__all__ = ["store_of_its_own"]


@pytest.fixture
def town(opened_certificates):
    """An open town."""


@pytest.fixture
def code_key(settings, tmp_path) -> Any:
    """Let the town sign its QR codes; returns the path at which the key lies."""
    from integrations.signing import TokenKey

    path = tmp_path / "codes.pem"
    path.write_bytes(TokenKey.new().pem())
    settings.QR_SIGNING_KEY = str(path)
    return path
