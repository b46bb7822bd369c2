"""Steps of procedures that wait for a person, and those that failed."""

import contextlib
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backoffice.desk.worklist import Bulk, Source
from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day
from backoffice.kernel.errors import DomainError
from backoffice.procedures import queries as procedures
from backoffice.procedures import services as steps

from .shapes import allowed, name_of, page


def _tasks(user: User, on: date) -> Sequence[QuerySet[Any]]:
    return procedures.worklist_parts(user, on)


def _take(keys: Sequence[str], user: User, at: datetime) -> int:
    def take(key: int) -> None:
        place = procedures.place_of(user, key, athens_day(at))
        steps.claim_task(task_id=key, actor=user, at=at, in_place_of=place)

    return _each(_own(keys, user, at), take)


def _give_back(keys: Sequence[str], user: User, at: datetime) -> int:
    return _each(
        _own(keys, user, at), lambda key: steps.release_task(task_id=key, actor=user, at=at)
    )


def _own(keys: Sequence[str], user: User, at: datetime) -> list[int]:
    """Return the numbers of tasks that are on the user's own list: a form may name any other."""
    wanted = [int(key) for key in keys if key.isdecimal() and len(key) < 19]
    rows = procedures.worklist(user, athens_day(at)).filter(pk__in=wanted)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _each(keys: Sequence[int], act: Callable[[int], Any]) -> int:
    # Somebody else was faster with one: the others are done all the same.
    done = 0
    for key in keys:
        with contextlib.suppress(DomainError, ObjectDoesNotExist):
            act(key)
            done += 1
    return done


SOURCES = (
    Source(
        "procedures.task",
        _("Steps of procedures"),
        _tasks,
        {
            "item_key": "pk",
            "item_title": "name_el",
            "item_subject": "case__title",
            "item_person": name_of("case__party"),
            "item_department": "department_id",
            "item_role": "role",
            "item_due": "due_at",
            "item_opened": "opened_at",
            "item_holder": "claimed_by_id",
            "item_place": "in_place_of_id",
        },
        page("procedures:task"),
        (Bulk("take", _("Take"), _take), Bulk("give_back", _("Give back"), _give_back)),
        near=procedures.tasks_near,
    ),
    Source(
        "procedures.incident",
        _("Steps that failed"),
        allowed("procedures.solve_incident", lambda user, on: procedures.open_incidents()),
        {
            "item_key": "case__code",
            "item_title": "error",
            "item_subject": "case__title",
            "item_person": name_of("case__party"),
            "item_department": "case__department_id",
            "item_opened": "opened_at",
        },
        page("procedures:case"),
        why=_("You look after steps that failed."),
    ),
)
