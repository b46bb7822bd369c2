"""A till for every test of this folder: a town, a debt, the sandbox and its notices."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from tests.integrations.servers import (
    NoticeReceiver,
    SandboxServer,
    notice_receiver,
    stripe_process,
    stripe_sandbox,
)

from .till import Till, bill, disagreements, make_party

__all__ = ["notice_receiver", "stripe_process", "stripe_sandbox"]


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    """Forget how many unknown codes earlier tests tried."""
    cache.clear()


@pytest.fixture
def town(opened_till: None) -> None:
    """An open town."""


@pytest.fixture
def till(
    town: None, stripe_sandbox: SandboxServer, notice_receiver: NoticeReceiver, settings: object
) -> Iterator[Till]:
    """A debt of 144.00 and the card page; afterwards the books must agree."""
    settings.STRIPE_API_BASE = stripe_sandbox.url
    settings.STRIPE_TIMEOUT = 30
    stripe_sandbox.send_to(notice_receiver.url)
    party = make_party()
    yield Till(stripe_sandbox, notice_receiver, party, bill(party))
    assert disagreements() == []
