"""A house whose programs are killed, and the card gateway beside it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integrations.servers import SandboxServer, stripe_process, stripe_sandbox

from .programs import House, empty_queue

__all__ = ["stripe_process", "stripe_sandbox"]


@pytest.fixture
def house(
    transactional_db: None, stripe_sandbox: SandboxServer, tmp_path: Path, settings: Any
) -> Iterator[House]:
    """A house with nothing started yet and an empty queue."""
    settings.STRIPE_API_BASE = stripe_sandbox.url
    settings.STRIPE_TIMEOUT = 30
    empty_queue()
    started = House(tmp_path, {"STRIPE_API_BASE": stripe_sandbox.url, "STRIPE_TIMEOUT": "30"})
    yield started
    started.end()
