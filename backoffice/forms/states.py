"""Where a version of a form or of a shared part stands, and a replay; with their legal moves."""

from django.db import models
from django.utils.translation import pgettext_lazy


class VersionState(models.TextChoices):
    """Where a version stands; only one in force is filled in."""

    DRAFT = "draft", pgettext_lazy("version of a form", "draft")
    IN_FORCE = "in_force", pgettext_lazy("version of a form", "in force")
    RETIRED = "retired", pgettext_lazy("version of a form", "replaced")


class ReplayState(models.TextChoices):
    """Where a replay stands."""

    WAITING = "waiting", pgettext_lazy("replay", "in the queue")
    RUNNING = "running", pgettext_lazy("replay", "running")
    DONE = "done", pgettext_lazy("replay", "done")
    FAILED = "failed", pgettext_lazy("replay", "failed")


_V, _R = VersionState, ReplayState

VERSION_MOVES: dict[VersionState, frozenset[VersionState]] = {
    _V.DRAFT: frozenset({_V.IN_FORCE}),
    _V.IN_FORCE: frozenset({_V.RETIRED}),
    # What was in force may come back, unchanged, when its successor proves wrong.
    _V.RETIRED: frozenset({_V.IN_FORCE}),
}

REPLAY_MOVES: dict[ReplayState, frozenset[ReplayState]] = {
    # The queue may begin a replay again after a worker was killed.
    _R.WAITING: frozenset({_R.RUNNING, _R.FAILED}),
    _R.RUNNING: frozenset({_R.RUNNING, _R.DONE, _R.FAILED}),
    _R.DONE: frozenset(),
    _R.FAILED: frozenset(),
}
