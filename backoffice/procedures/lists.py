"""What the lists of the staff screens show; every list is a fixed number of questions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery

from .models import Case, Definition, Incident, Task, Version
from .models.definitions import Kind
from .states import OPEN_CASES, OPEN_TASKS, IncidentState, VersionState


def definitions() -> QuerySet[Definition]:
    """Return every procedure and table with its versions and how much is under way."""
    versions = Version.objects.filter(definition=OuterRef("pk"))
    in_force = versions.filter(state=VersionState.PUBLISHED)
    cases = Case.objects.filter(definition=OuterRef("pk"), state__in=OPEN_CASES).order_by()
    broken = Incident.objects.filter(
        case__definition=OuterRef("pk"), state=IncidentState.OPEN
    ).order_by()
    return Definition.objects.annotate(
        in_force=Subquery(in_force.values("number")[:1]),
        in_force_since=Subquery(in_force.values("published_at")[:1]),
        draft=Subquery(versions.filter(state=VersionState.DRAFT).values("number")[:1]),
        running=Subquery(
            cases.values("definition").annotate(count=Count("pk")).values("count")[:1]
        ),
        incidents=Subquery(
            broken.values("case__definition").annotate(count=Count("pk")).values("count")[:1]
        ),
    ).order_by("kind", "name_el")


def versions_of(definition: Definition) -> QuerySet[Version]:
    """Return the versions of a procedure, the newest first, with their cases counted."""
    return (
        definition.versions.select_related("published_by")
        .defer("xml")
        .annotate(
            running=Count("cases", filter=Q(cases__state__in=OPEN_CASES)),
            all_cases=Count("cases"),
        )
        .order_by("-number")
    )


def called_by_name() -> tuple[list[Definition], list[Definition]]:
    """Return the procedures and the decision tables that a drawing may name."""
    published = Version.objects.filter(definition=OuterRef("pk"), state=VersionState.PUBLISHED)
    found = Definition.objects.filter(Exists(published)).order_by("name_el")
    return (
        [one for one in found if one.kind == Kind.PROCESS],
        [one for one in found if one.kind == Kind.DECISION],
    )


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What somebody looks for among the cases."""

    q: str = ""
    procedure: str = ""
    state: str = ""
    trouble: str = ""


def choose_cases(wanted: CaseFilter, now: datetime) -> QuerySet[Any]:
    """Return the chosen cases, those with overdue tasks first, the longest overdue on top."""
    tasks = Task.objects.filter(case=OuterRef("pk"), state__in=OPEN_TASKS)
    rows: QuerySet[Any] = Case.objects.select_related(
        "definition", "version", "party", "department"
    ).defer("version__xml", "engine", "facts")
    rows = rows.annotate(
        due_at=Subquery(
            tasks.order_by().values("case").annotate(first=Min("due_at")).values("first")[:1]
        ),
        task_el=Subquery(tasks.order_by("due_at", "pk").values("name_el")[:1]),
        task_en=Subquery(tasks.order_by("due_at", "pk").values("name_en")[:1]),
        is_stuck=Exists(Incident.objects.filter(case=OuterRef("pk"), state=IncidentState.OPEN)),
    )
    rows = _searched(rows, wanted.q.strip())
    if wanted.procedure:
        rows = rows.filter(definition__key=wanted.procedure)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.trouble == "overdue":
        rows = rows.filter(due_at__lt=now)
    elif wanted.trouble == "incident":
        rows = rows.filter(is_stuck=True)
    return rows.order_by("due_at", "-opened_at", "pk")


def _searched(rows: QuerySet[Any], q: str) -> QuerySet[Any]:
    if not q:
        return rows
    found = Q(code__iexact=q) | Q(title__icontains=q) | Q(subject_id__iexact=q)
    return rows.filter(found | Q(party__afm=q) | Q(party__name__icontains=q))
