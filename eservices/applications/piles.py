"""What of applications waits at the office besides the steps of their procedures."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from backoffice.desk.piles.shapes import allowed, closing_time, number_of, page
from backoffice.desk.worklist import Source, register
from backoffice.documents.access import departments_of
from backoffice.identity.models import User

from . import access
from .models import Application, Objection, RankedList
from .models.ranking import ListState
from .states import ApplicationState, ObjectionState

#: With no case nobody gets a task: the page of the application itself is where it is dealt with.
UNGUIDED = (ApplicationState.SUBMITTED, ApplicationState.REGISTERED, ApplicationState.IN_PROGRESS)
#: Decided, and what was decided has not reached the applicant.
UNDELIVERED = Q(state=ApplicationState.APPROVED) | Q(
    state=ApplicationState.REJECTED, reply__isnull=True
)


def _without_case(user: User, on: date) -> QuerySet[Application]:
    waits = Q(state__in=UNGUIDED) | UNDELIVERED
    return access.staff_applications_for(user).filter(waits, case__isnull=True)


def _undelivered(user: User, on: date) -> QuerySet[Application]:
    rows = access.staff_applications_for(user).filter(UNDELIVERED, case__isnull=False)
    # A case that still runs has a step for it.
    return rows.exclude(case__state="running")


def _objections(user: User, on: date) -> QuerySet[Objection]:
    mine = access.staff_applications_for(user).filter(pk=OuterRef("application_id"))
    return Objection.objects.filter(Exists(mine), state=ObjectionState.LODGED)


def _lists(user: User, on: date) -> QuerySet[RankedList]:
    units = departments_of(user)
    open_ones = RankedList.objects.filter(department_id__in=units).exclude(state=ListState.FINAL)
    return open_ones.filter(Q(objections_until__isnull=True) | Q(objections_until__lt=on))


APPLICATION: dict[str, Any] = {
    "item_key": "code",
    "item_title": "title_el",
    "item_subject": number_of("entry__"),
    "item_person": "name",
    "item_department": "department_id",
    "item_due": closing_time("limit_entry__clock__due_on"),
    "item_opened": "submitted_at",
}
SOURCES = (
    Source(
        "applications.application",
        _("Applications without a procedure"),
        allowed("applications.handle_application", _without_case),
        APPLICATION,
        page("applications_office:application"),
    ),
    Source(
        "applications.delivery",
        _("Decided applications to deliver"),
        allowed("applications.handle_application", _undelivered),
        APPLICATION,
        page("applications_office:application"),
    ),
    Source(
        "applications.objection",
        _("Objections to decisions"),
        allowed("applications.decide_application", _objections),
        {
            "item_key": "application__code",
            "item_title": "application__title_el",
            "item_subject": number_of("entry__"),
            "item_person": "application__name",
            "item_department": "application__department_id",
            "item_opened": "made_at",
        },
        page("applications_office:application"),
    ),
    Source(
        "applications.list",
        _("Ranked lists to publish"),
        allowed("applications.publish_rankedlist", _lists),
        {
            "item_key": "code",
            "item_title": "title_el",
            "item_subject": "service",
            "item_department": "department_id",
            "item_opened": "made_at",
        },
        page("applications_office:ranked"),
    ),
)


def register_all() -> None:
    """Enter the sources."""
    for source in SOURCES:
        register(source)
