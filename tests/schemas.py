"""Schemas of standards, which lie beside the checkout: they are too large to keep in it."""

from pathlib import Path

import pytest

SCHEMAS = Path(__file__).resolve().parents[2] / "shared" / "schemas"


def needs(path: Path) -> pytest.MarkDecorator:
    """Leave a test out where a schema does not lie beside the checkout."""
    reason = f"{path.relative_to(SCHEMAS)} does not lie beside the checkout"
    return pytest.mark.skipif(not path.exists(), reason=reason)
