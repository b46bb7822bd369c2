"""The only way a screen gets a row: whoever may not see it is told that it is not there."""

from datetime import date

from django.http import Http404
from django.utils import timezone

from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day
from backoffice.party.queries import represented_party_ids

from . import queries
from .models import Case, Definition, Incident, Task, Version


def case_for(user: User, code: str) -> Case:
    """Return a case for whoever oversees procedures, or has anything to do in it.

    :raises Http404: if there is none, or the user may not see it
    """
    case = queries.cases().filter(code=code).first()
    if case is None:
        raise Http404
    if user.has_perm("procedures.view_case"):
        return case
    if not user.is_staff_member:
        raise Http404
    if queries.takes_part(user, case, athens_day(timezone.now())):
        return case
    raise Http404


def own_case_for(user: User, code: str) -> Case:
    """Return a case for the citizen or business that it concerns.

    :raises Http404: if there is none, or it concerns somebody else
    """
    case = queries.cases().filter(code=code, parent__isnull=True).first()
    if case is None:
        raise Http404
    if case.party_id is None:
        raise Http404
    if case.party_id in represented_party_ids(user):
        return case
    raise Http404


def task_for(user: User, task_id: int, on: date | None = None) -> Task:
    """Return a task for whoever may do it: its role's people, and those who assign tasks.

    :param on: the day on which roles are asked for; today without one
    :raises Http404: if there is none, or it is another role's
    """
    related = (
        "case__definition",
        "case__version",
        "case__party",
        "department",
        "claimed_by",
        "in_place_of",
    )
    task = Task.objects.select_related(*related).filter(pk=task_id).first()
    if task is None:
        raise Http404
    if user.has_perm("procedures.assign_task"):
        return task
    if not user.is_staff_member:
        raise Http404
    if queries.may_do(user, task, on or athens_day(timezone.now())):
        return task
    raise Http404


def definition_for(user: User, key: str) -> Definition:
    """Return a procedure for whoever may see how they are drawn.

    :raises Http404: if there is none, or the user may not see it
    """
    if not user.has_perm("procedures.view_definition"):
        raise Http404
    definition = Definition.objects.filter(key=key).first()
    if definition is None:
        raise Http404
    return definition


def version_for(user: User, version_id: int) -> Version:
    """Return a version for whoever may see how procedures are drawn.

    :raises Http404: if there is none, or the user may not see it
    """
    if not user.has_perm("procedures.view_definition"):
        raise Http404
    version = Version.objects.select_related("definition").filter(pk=version_id).first()
    if version is None:
        raise Http404
    return version


def incident_for(user: User, incident_id: int) -> Incident:
    """Return an incident for whoever solves them.

    :raises Http404: if there is none, or the user may not see it
    """
    if not user.has_perm("procedures.solve_incident"):
        raise Http404
    related = ("case__definition", "case__version")
    incident = Incident.objects.select_related(*related).filter(pk=incident_id).first()
    if incident is None:
        raise Http404
    return incident
