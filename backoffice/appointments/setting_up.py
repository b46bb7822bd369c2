"""Set up places, what one may come for, and counters, as an installer or a demonstration does."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from backoffice.audit.services import record
from backoffice.identity.models import User

from .models import Counter, Place, Topic
from .services import set_hours


@transaction.atomic
def set_up_counter(
    *,
    place: Mapping[str, Any],
    name: str,
    topics: Sequence[Mapping[str, Any]],
    week: Sequence[tuple[int, time, time]],
    valid_from: date,
    actor: User,
    at: datetime,
) -> Counter:
    """Return a counter of a place with its matters and hours; what is there already stays.

    :param place: the fields of a `Place`, with its code
    :param topics: the fields of each `Topic`, with its code
    :param week: weekday (0 for Monday), opening and closing time
    """
    where, _new = Place.objects.get_or_create(code=place["code"], defaults=dict(place))
    counter, is_new = Counter.objects.get_or_create(place=where, name=name)
    if not is_new:
        return counter
    for topic in topics:
        row, _made = Topic.objects.get_or_create(code=topic["code"], defaults=dict(topic))
        counter.topics.add(row)
    set_hours(counter=counter, week=week, valid_from=valid_from, actor=actor, at=at)
    record("appointments.counter.set_up", counter, actor=actor, at=at, after={"name": name})
    return counter
