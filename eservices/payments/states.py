"""Which notice leads where."""

from .models import Attempt, Notice

ATTEMPT_MOVES = {
    Attempt.State.PLANNED: {Attempt.State.OPEN, Attempt.State.CLOSED},
    Attempt.State.OPEN: {Attempt.State.CLOSED},
    Attempt.State.CLOSED: set(),
}

NOTICE_MOVES = {
    Notice.State.WAITING: {Notice.State.DONE, Notice.State.IGNORED, Notice.State.FOR_CLERK},
    Notice.State.FOR_CLERK: {Notice.State.DONE},
    Notice.State.DONE: set(),
    Notice.State.IGNORED: set(),
}
