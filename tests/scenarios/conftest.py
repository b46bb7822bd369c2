"""A town that is open, with its web server, its queue and both sandboxes."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from tests.integrations.servers import (
    GSIS_CLIENT_ID,
    GSIS_CLIENT_SECRET,
    SandboxServer,
    gsis_process,
    gsis_sandbox,
    stripe_process,
    stripe_sandbox,
)

from .town import Town, TownClock, open_books

__all__ = ["gsis_process", "gsis_sandbox", "stripe_process", "stripe_sandbox"]

SPRING = datetime(2026, 4, 10, 9, tzinfo=UTC)


@pytest.fixture
def town(
    live_server: Any,
    transactional_db: None,
    stripe_sandbox: SandboxServer,
    gsis_sandbox: SandboxServer,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Town]:
    """An open town on a spring morning; at the end of the story all books must agree."""
    settings.SITE_URL = live_server.url
    settings.STRIPE_API_BASE = stripe_sandbox.url
    settings.STRIPE_TIMEOUT = 30
    settings.SOCIALACCOUNT_PROVIDERS = {
        "gsis": {
            "BASE_URL": f"{gsis_sandbox.url}/oauth2server",
            "CLIENT_ID": GSIS_CLIENT_ID,
            "CLIENT_SECRET": GSIS_CLIENT_SECRET,
            "SCOPE": "read",
            "TIMEOUT": 30,
        }
    }
    stripe_sandbox.send_to(f"{live_server.url}/webhooks/stripe/", pauses=(0.5, 1.0))
    gsis_sandbox.seed(redirect_uris=[f"{live_server.url}/el/account/gsis/login/callback/"])
    cache.clear()
    clock = TownClock(timezone.now, stripe_sandbox)
    monkeypatch.setattr("django.utils.timezone.now", clock.now)
    clock.set(SPRING)
    open_books()
    story = Town(live_server.url, stripe_sandbox, clock)
    yield story
    story.closes_the_day()
    assert story.disagreements() == []
