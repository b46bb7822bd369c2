"""The town's seal in tests: the sandbox's keys and timestamp authority behind the settings."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from backoffice.documents import sealing
from tests.integrations.signing import SigningDesk, get


@pytest.fixture
def town_seal(signing_desk: SigningDesk, settings: Any, tmp_path: Path) -> Iterator[SigningDesk]:
    """Let the town seal with the sandbox's key."""
    sealing._authority.cache_clear()
    key, root = tmp_path / "seal.p12", tmp_path / "root.pem"
    key.write_bytes(get(signing_desk.server, "seal.p12"))
    root.write_bytes(get(signing_desk.server, "root.pem"))
    settings.SIGNING_PKCS12, settings.SIGNING_PASSPHRASE = str(key), "sandbox"
    settings.SIGNING_TSA_URL = f"{signing_desk.server.url}/tsa"
    settings.SIGNING_TRUST_ANCHORS, settings.SIGNING_TIMEOUT = [str(root)], 30.0
    yield signing_desk
    sealing._authority.cache_clear()
