"""Answers as conditions and formulas see them: `costs.amount`, `pavement.area`, `home.postcode`."""

from typing import Any

from .fields import Field
from .places import square_metres


def named(field: Field, value: Any) -> Any:
    """Return an answer in the shape in which an expression asks for it."""
    if field.type == "polygon":
        return {"area": square_metres(value), "corners": len(value) - 1}
    if field.members:
        return {**dict.fromkeys(member.key for member in field.members), **value}
    return value
