"""Publish drawings, begin cases, do what the queue would do."""

from datetime import date, datetime
from typing import Any

from procrastinate.contrib.django.models import ProcrastinateJob

from backoffice.identity.models import Role, RoleAssignment, User
from backoffice.kernel.actors import Source
from backoffice.procedures import operations, services
from backoffice.procedures.models import Case, Errand, Task, Version
from backoffice.procedures.operations import Field, Operation

from .drawing import AT, Drawing


def make_staff(email: str, *roles: str) -> User:
    user = User.objects.create_user(email, "x", is_staff=True)
    for code in roles:
        role = Role.objects.get(code=code)
        RoleAssignment.objects.create(user=user, role=role, valid_from=date(2026, 1, 1))
        user.groups.add(role.group)
    return user


def check_and_decide(key: str = "permit", **more: str) -> Drawing:
    """Draw two steps of the clerks of one unit, the second with what is asked besides."""
    drawing = Drawing(key=key)
    decide = drawing.user("decide", loggia_department="revenue", **more)
    check = drawing.user("check", loggia_department="revenue")
    drawing.chain(drawing.start(), check, decide, drawing.end())
    return drawing


def publish(drawing: Drawing | str, key: str = "", kind: str = "process") -> Version:
    xml = drawing if isinstance(drawing, str) else drawing.xml()
    key = key or (drawing.key if isinstance(drawing, Drawing) else "")
    draft = services.save_draft(key=key, xml=xml, kind=kind, actor=None, at=AT)
    return services.publish_version(version_id=draft.pk, actor=None, at=AT)


def begin(key: str = "permit", number: str = "1", at: datetime = AT, **facts: Any) -> Case:
    return services.start_case(
        process=key, subject=Source("test.request", number), facts=facts, actor=None, at=at
    )


def open_tasks(case: Case) -> list[str]:
    rows = Task.objects.filter(case=case, state__in=("ready", "claimed"))
    return sorted(rows.values_list("element", flat=True))


def complete(case: Case, element: str, actor: User, at: datetime = AT, **outcome: Any) -> Case:
    task = Task.objects.filter(case=case, element=element, state__in=("ready", "claimed")).first()
    assert task is not None, f"{element} is not open; open are {open_tasks(case)}"
    services.complete_task(task_id=task.pk, outcome=outcome, actor=actor, at=at)
    case.refresh_from_db()
    return case


def run_errands(at: datetime = AT, rounds: int = 20) -> int:
    """Run what waits in the queue of automatic steps, until nothing is due."""
    ran = 0
    for _round in range(rounds):
        due = list(
            Errand.objects.filter(state="waiting", next_at__lte=at, case__state="running")
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        if not due:
            return ran
        for errand in due:
            ran += services.run_service_step(errand_id=errand, at=at)
    return ran


def run_messages(at: datetime = AT) -> int:
    """Deliver the messages that cases queued."""
    jobs = ProcrastinateJob.objects.filter(task_name="procedures.send_message")
    for job in jobs.order_by("id"):
        services.send_message(**job.args, at=at)
    return jobs.count()


def operation(name: str, run: Any, inputs: Any = None, outputs: Any = None) -> Operation:
    """Register an operation for one test; forget it with `operations.REGISTRY._handlers.pop`."""
    made = Operation(
        name,
        name,
        "",
        run,
        {key: Field(kind, key) for key, kind in (inputs or {}).items()},
        {key: Field(kind, key) for key, kind in (outputs or {}).items()},
    )
    operations.REGISTRY._handlers[name] = made
    return made
