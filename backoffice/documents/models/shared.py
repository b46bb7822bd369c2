"""What rows of several kinds share."""

from typing import Any

NOBODY: dict[str, Any] = {"null": True, "blank": True, "related_name": "+"}
