"""What holds of applications whoever asks: pure."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from backoffice.kernel.dates import ATHENS

OF_AGE = 18


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a content written in the one way: keys in order, no blanks."""
    written = json.dumps(
        content, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    return sha256(written.encode()).hexdigest()


def comes_of_age(birth_on: date) -> date:
    """Return the eighteenth birthday; who was born on 29 February has it on 1 March."""
    try:
        return birth_on.replace(year=birth_on.year + OF_AGE)
    except ValueError:
        return date(birth_on.year + OF_AGE, 3, 1)


def is_minor(birth_on: date, on: date) -> bool:
    """Tell whether somebody born on a day is under age on another."""
    return birth_on <= on < comes_of_age(birth_on)


def is_late_to_forward(state: str, limit: date, today: date) -> bool:
    """Tell whether nobody took an application up while it could still be forwarded in time."""
    return state == "registered" and today > limit


def latest_late(today: date, limit_of: Callable[[date], date]) -> datetime:
    """Return the instant before which whatever was sent is past its day of forwarding.

    :param limit_of: the last day for what was received on a day
    """
    day = today - timedelta(days=1)
    while limit_of(day) >= today:
        day -= timedelta(days=1)
    return datetime.combine(day + timedelta(days=1), time.min, ATHENS)


def file_ids(value: Any) -> list[str]:
    """Return the identifiers of the files that an answer names, whatever its shape."""
    if isinstance(value, Mapping):
        if "id" in value and "name" in value:
            return [str(value["id"])]
        return [found for inner in value.values() for found in file_ids(inner)]
    if isinstance(value, list):
        return [found for inner in value for found in file_ids(inner)]
    return []


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as two versions of a form are compared."""

    key: str
    type: str
    label: str
    required: bool
    options: tuple[str, ...] = ()


def differences(old: Iterable[Asked], new: Iterable[Asked]) -> list[tuple[str, str]]:
    """Return what a newer form asks otherwise: pairs of `new`, `gone` or `changed`, and a label."""
    before = {one.key: one for one in old}
    after = {one.key: one for one in new}
    found = [("new", one.label) for key, one in after.items() if key not in before]
    found += [
        ("changed", one.label) for key, one in after.items() if _differs(before.get(key), one)
    ]
    return found + [("gone", one.label) for key, one in before.items() if key not in after]


def _differs(old: Asked | None, new: Asked) -> bool:
    if old is None:
        return False
    # A question that became optional, or offers more, asks nothing of whoever answered it.
    return (
        old.type != new.type
        or (new.required and not old.required)
        or not set(old.options) <= set(new.options)
    )
