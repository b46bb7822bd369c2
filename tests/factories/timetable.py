"""A place that receives people every working morning, for tests of appointments."""

from datetime import datetime, time
from typing import Any

from backoffice.appointments import services
from backoffice.appointments.models import Counter, Place, Topic
from backoffice.kernel.dates import athens_day


def counter_of(unit: int, actor: Any, at: datetime, code: str = "town-hall") -> Counter:
    """Return a counter that receives from eight to one for one matter of half an hour."""
    place, _new = Place.objects.get_or_create(
        code=code,
        defaults={
            "title_el": "Δημαρχείο",
            "title_en": "Town hall",
            "department_id": unit,
            "address": "Πλατεία 1",
        },
    )
    topic, _new = Topic.objects.get_or_create(
        code="residence",
        defaults={"title_el": "Μόνιμη κατοικία", "title_en": "Residence", "minutes": 30},
    )
    counter = Counter.objects.create(place=place, name=f"{place.counters.count() + 1}")
    counter.topics.add(topic)
    week = [(day, time(8), time(13)) for day in range(5)]
    services.set_hours(counter=counter, week=week, valid_from=athens_day(at), actor=actor, at=at)
    return counter
