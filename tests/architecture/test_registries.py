"""A registry refuses what it does not know, and a kind has one handler."""

import pytest

from backoffice.kernel.registry import REGISTRIES, Registry, UnknownKind


@pytest.fixture
def registry():
    yield Registry("test")
    REGISTRIES.pop("test")


def test_unknown_kind_is_refused(registry) -> None:
    registry.register("known", len)
    with pytest.raises(UnknownKind, match="known"):
        registry.get("unknown")


def test_second_handler_is_refused(registry) -> None:
    registry.register("kind", len)
    registry.register("kind", len)
    with pytest.raises(ValueError, match="twice"):
        registry.register("kind", max)
