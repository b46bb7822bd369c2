"""The states of versions, cases, tasks and what a case waits for, with their legal moves."""

from django.db import models
from django.utils.translation import pgettext_lazy


class VersionState(models.TextChoices):
    """Where a drawn version stands; only a published one begins new cases."""

    DRAFT = "draft", pgettext_lazy("version", "draft")
    PUBLISHED = "published", pgettext_lazy("version", "in force")
    RETIRED = "retired", pgettext_lazy("version", "replaced")


class CaseState(models.TextChoices):
    """Where a case stands."""

    RUNNING = "running", pgettext_lazy("case", "running")
    SUSPENDED = "suspended", pgettext_lazy("case", "suspended")
    COMPLETED = "completed", pgettext_lazy("case", "completed")
    CANCELLED = "cancelled", pgettext_lazy("case", "cancelled")


class TaskState(models.TextChoices):
    """Where a person's task stands."""

    READY = "ready", pgettext_lazy("task", "to be done")
    CLAIMED = "claimed", pgettext_lazy("task", "taken")
    DONE = "done", pgettext_lazy("task", "done")
    CANCELLED = "cancelled", pgettext_lazy("task", "no longer needed")


class TimerState(models.TextChoices):
    """Where a timer stands."""

    WAITING = "waiting", pgettext_lazy("timer", "waiting")
    FIRED = "fired", pgettext_lazy("timer", "fired")
    CANCELLED = "cancelled", pgettext_lazy("timer", "no longer needed")


class WaitState(models.TextChoices):
    """Where the waiting for a message stands."""

    WAITING = "waiting", pgettext_lazy("message", "waiting")
    RECEIVED = "received", pgettext_lazy("message", "received")
    CANCELLED = "cancelled", pgettext_lazy("message", "no longer needed")


class ErrandState(models.TextChoices):
    """Where an automatic step stands."""

    WAITING = "waiting", pgettext_lazy("errand", "in the queue")
    FAILED = "failed", pgettext_lazy("errand", "failed")
    DONE = "done", pgettext_lazy("errand", "done")
    CANCELLED = "cancelled", pgettext_lazy("errand", "no longer needed")


class IncidentState(models.TextChoices):
    """Where an incident stands."""

    OPEN = "open", pgettext_lazy("incident", "open")
    SOLVED = "solved", pgettext_lazy("incident", "solved")


_V, _C, _T, _E = VersionState, CaseState, TaskState, ErrandState

VERSION_MOVES: dict[VersionState, frozenset[VersionState]] = {
    _V.DRAFT: frozenset({_V.PUBLISHED}),
    _V.PUBLISHED: frozenset({_V.RETIRED}),
    # What was in force may come back, unchanged, when its successor proves wrong.
    _V.RETIRED: frozenset({_V.PUBLISHED}),
}

CASE_MOVES: dict[CaseState, frozenset[CaseState]] = {
    _C.RUNNING: frozenset({_C.SUSPENDED, _C.COMPLETED, _C.CANCELLED}),
    _C.SUSPENDED: frozenset({_C.RUNNING, _C.CANCELLED}),
    _C.COMPLETED: frozenset(),
    _C.CANCELLED: frozenset(),
}

TASK_MOVES: dict[TaskState, frozenset[TaskState]] = {
    _T.READY: frozenset({_T.CLAIMED, _T.DONE, _T.CANCELLED}),
    _T.CLAIMED: frozenset({_T.READY, _T.DONE, _T.CANCELLED}),
    _T.DONE: frozenset(),
    _T.CANCELLED: frozenset(),
}

ERRAND_MOVES: dict[ErrandState, frozenset[ErrandState]] = {
    _E.WAITING: frozenset({_E.DONE, _E.FAILED, _E.CANCELLED}),
    _E.FAILED: frozenset({_E.WAITING, _E.CANCELLED}),
    _E.DONE: frozenset(),
    _E.CANCELLED: frozenset(),
}

OPEN_CASES = (CaseState.RUNNING, CaseState.SUSPENDED)
OPEN_TASKS = (TaskState.READY, TaskState.CLAIMED)
