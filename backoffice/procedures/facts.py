"""Facts as JSON: decimals and days become text, which the language of conditions reads back."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder


class FactsEncoder(DjangoJSONEncoder):
    """Write decimals without exponent, days and instants as ISO 8601."""

    def default(self, value: Any) -> Any:
        """Return what stands for a value in JSON."""
        if isinstance(value, Decimal):
            return format(value, "f")
        if isinstance(value, (date, datetime)):
            return value.isoformat()
        return super().default(value)


def plain(value: Any) -> Any:
    """Return facts as they come back from the database, so that a step sees no difference."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f")
    return FactsEncoder().default(value)
