"""What waits for somebody in the modules below the desk."""

import contextlib
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import DateTimeField, Func, QuerySet, TextField, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from backoffice.documents import queries as documents
from backoffice.documents.access import departments_of
from backoffice.documents.steps import OPEN_ASSIGNMENTS
from backoffice.identity.models import User
from backoffice.kernel.errors import DomainError
from backoffice.messaging import access as messaging_access
from backoffice.messaging import queries as messaging
from backoffice.procedures import queries as procedures
from backoffice.procedures import services as steps
from backoffice.revenue import queries as revenue

from .worklist import Bulk, Source, register

TEXT = TextField()


def _name(path: str) -> Any:
    return Concat(f"{path}__name", Value(" "), f"{path}__first_name", output_field=TEXT)


def _closing_time(column: str) -> Any:
    """Return a day of the law as the instant at which it ends in Athens."""
    template = "((%(expressions)s + 1)::timestamp at time zone 'Europe/Athens')"
    return Func(column, template=template, output_field=DateTimeField())


def _tasks(user: User, on: date) -> QuerySet[Any]:
    return procedures.worklist(user, on).select_related(None)


def _take(keys: Sequence[str], user: User, at: datetime) -> int:
    return _each(keys, lambda key: steps.claim_task(task_id=key, actor=user, at=at))


def _give_back(keys: Sequence[str], user: User, at: datetime) -> int:
    return _each(keys, lambda key: steps.release_task(task_id=key, actor=user, at=at))


def _each(keys: Sequence[str], act: Callable[[int], Any]) -> int:
    # Somebody else was faster with one: the others are done all the same.
    done = 0
    for key in keys:
        with contextlib.suppress(DomainError, ObjectDoesNotExist, ValueError):
            act(int(key))
            done += 1
    return done


def _assignments(user: User, on: date) -> QuerySet[Any] | None:
    if not user.has_perm("documents.view_assignment"):
        return None
    rows = documents.assignments_of(user, on).filter(state__in=OPEN_ASSIGNMENTS)
    return rows.select_related(None)


def _to_sign(user: User, on: date) -> QuerySet[Any] | None:
    if not user.has_perm("documents.view_draft"):
        return None
    return documents.to_sign(user, on).select_related(None)


def _to_cosign(user: User, on: date) -> QuerySet[Any] | None:
    if not user.has_perm("documents.view_draft"):
        return None
    return documents.to_cosign(user, on).select_related(None)


def _acts(user: User, on: date) -> QuerySet[Any] | None:
    if not user.has_perm("revenue.approve_act"):
        return None
    return revenue.acts.waiting_for_decision(user)


def _objections(user: User, on: date) -> QuerySet[Any] | None:
    if not user.has_perm("revenue.decide_objection"):
        return None
    return revenue.acts.open_objections()


def _conversations(user: User, on: date) -> QuerySet[Any] | None:
    if not user.has_perm(messaging_access.WRITE):
        return None
    rows = messaging.waiting_for_office(set(departments_of(user)))
    return rows.select_related(None)


DRAFT = {
    "item_key": "code",
    "item_title": "current__subject",
    "item_subject": "code",
    "item_department": "department_id",
    "item_opened": "created_at",
    "item_holder": "drafter_id",
}
SOURCES = (
    Source(
        "procedures.task",
        _("Steps of procedures"),
        _tasks,
        {
            "item_key": "pk",
            "item_title": "name_el",
            "item_subject": "case__title",
            "item_person": _name("case__party"),
            "item_department": "department_id",
            "item_role": "role",
            "item_due": "due_at",
            "item_opened": "opened_at",
            "item_holder": "claimed_by_id",
        },
        lambda key: reverse("procedures:task", args=[key]),
        (Bulk("take", _("Take"), _take), Bulk("give_back", _("Give back"), _give_back)),
    ),
    Source(
        "documents.assignment",
        _("Documents assigned"),
        _assignments,
        {
            "item_key": "entry__code",
            "item_title": "entry__subject",
            "item_subject": Concat("entry__number", Value("/"), "entry__year", output_field=TEXT),
            "item_person": "entry__sender_name",
            "item_department": "department_id",
            "item_due": _closing_time("due_on"),
            "item_opened": "assigned_at",
            "item_holder": "user_id",
        },
        lambda key: reverse("documents:entry", args=[key]),
    ),
    Source(
        "documents.sign",
        _("For my signature"),
        _to_sign,
        DRAFT,
        lambda key: reverse("circulation:draft", args=[key]),
    ),
    Source(
        "documents.cosign",
        _("For my co-signature"),
        _to_cosign,
        DRAFT,
        lambda key: reverse("circulation:draft", args=[key]),
    ),
    Source(
        "revenue.act",
        _("Acts that await a second person"),
        _acts,
        {
            "item_key": "code",
            "item_title": "reason",
            "item_subject": Concat("number", Value("/"), "year", output_field=TEXT),
            "item_person": _name("party"),
            "item_department": "department_id",
            "item_opened": "proposed_at",
        },
        lambda key: reverse("revenue:act", args=[key]),
    ),
    Source(
        "revenue.objection",
        _("Objections"),
        _objections,
        {
            "item_key": "code",
            "item_title": "reasons",
            "item_person": _name("party"),
            "item_opened": "lodged_at",
        },
        lambda key: reverse("revenue:objection", args=[key]),
    ),
    Source(
        "messaging.conversation",
        _("Messages of citizens to answer"),
        _conversations,
        {
            "item_key": "code",
            "item_title": "title",
            "item_person": _name("party"),
            "item_department": "department_id",
            "item_opened": "last_at",
        },
        lambda key: reverse("messaging:conversation", args=[key]),
    ),
)


def register_all() -> None:
    """Enter the sources."""
    for source in SOURCES:
        register(source)
