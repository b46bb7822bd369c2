"""One number that changes with every change of published content.

Every kept answer carries the number it was made under, so no cache ever has to be emptied: after a
publication nobody asks for the old number again. The number is raised inside the transaction of the
change, so no process can see the new content under the old number once the change is committed.
"""

import time

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import F, Manager

NEWEST_ALLOWED = 0.5
_seen: tuple[float, int] = (0.0, 0)


def _rows() -> Manager:
    # Every page's base class stands on this module, so its model is looked up when it is needed.
    return apps.get_model("home", "ContentVersion").objects


def current() -> int:
    """Return the number of the content as committed, at most `CONTENT_VERSION_SECONDS` old."""
    global _seen
    read_at, number = _seen
    now = time.monotonic()
    if number and now - read_at < getattr(settings, "CONTENT_VERSION_SECONDS", NEWEST_ALLOWED):
        return number
    row = _rows().filter(pk=1).values_list("number", flat=True).first()
    _seen = (now, row or 1)
    return _seen[1]


def bump() -> None:
    """Raise the number within the running transaction."""
    if not _rows().filter(pk=1).update(number=F("number") + 1):
        _rows().get_or_create(pk=1, defaults={"number": 2})
    forget()
    transaction.on_commit(forget)


def forget() -> None:
    """Read the number anew at the next request of this process."""
    global _seen
    _seen = (0.0, 0)
