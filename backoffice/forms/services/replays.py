"""Run a draft over what people sent, in the queue, and keep what would be different."""

from datetime import datetime
from functools import partial

from django.db import transaction

from backoffice.audit.services import record
from backoffice.forms import queries, replay, submissions
from backoffice.forms.models import Definition, Replay, Version
from backoffice.forms.reading import documents_of, need_fit, parts_in_force, read_expanded
from backoffice.forms.states import REPLAY_MOVES, ReplayState
from backoffice.identity.models import User
from backoffice.kernel.states import check_move

from . import drafts

EVERY = 10


@transaction.atomic
def ask_for_replay(*, version_id: int, actor: User, at: datetime) -> Replay:
    """Queue a run of a draft over the last submissions; one under way is returned as it is.

    :raises NotFit: if the draft has faults
    :raises VersionStays: if it is no draft
    """
    from backoffice.forms import tasks

    version = Version.objects.select_related("definition").get(pk=version_id)
    Definition.objects.select_for_update().get(pk=version.definition_id)
    drafts.need_draft(version)
    under_way = version.replays.filter(state__in=("waiting", "running")).first()
    if under_way is not None:
        return under_way
    name = version.definition.title
    document = need_fit(version.document, documents_of(parts_in_force()), name)
    made = Replay.objects.create(
        version=version,
        checksum=version.checksum,
        document=document,
        asked_at=at,
        asked_by=actor,
    )
    record("forms.replay.asked", made, actor=actor, at=at, after={"checksum": made.checksum})
    transaction.on_commit(partial(tasks.run_replay.defer, replay_id=made.pk))
    return made


def run_replay(*, replay_id: int, at: datetime) -> Replay:
    """Run a replay that was asked for; one that is finished is left as it is.

    What the run has seen is written as it goes, for the page that waits for it.
    """
    row = Replay.objects.select_related("version__definition").get(pk=replay_id)
    if row.state in (ReplayState.DONE, ReplayState.FAILED):
        return row
    key = row.version.definition.key
    found = replay.newest(submissions.sources(), key, replay.LIMIT)
    _move(row, ReplayState.RUNNING, total=len(found), seen=0)
    before = {one.version_id: queries.form_of(one.version_id) for one, _source in found}
    trial = replay.Trial(key, read_expanded(row.document), before)
    report = replay.Report()
    for count, (one, source) in enumerate(found, start=1):
        trial.see(report, one, source)
        if count % EVERY == 0:
            Replay.objects.filter(pk=row.pk).update(seen=count)
    return _finish(row, report, at)


@transaction.atomic
def fail_replay(*, replay_id: int, reason: str, at: datetime) -> None:
    """Note that a replay could not be run to its end."""
    row = Replay.objects.get(pk=replay_id)
    if row.state in (ReplayState.DONE, ReplayState.FAILED):
        return
    _move(row, ReplayState.RUNNING)
    _move(row, ReplayState.FAILED, report={"reason": reason[:400]}, finished_at=at)
    record("forms.replay.failed", row, actor=None, at=at, note=reason[:400])


@transaction.atomic
def _finish(row: Replay, report: replay.Report, at: datetime) -> Replay:
    told = report.to_json()
    _move(row, ReplayState.DONE, seen=report.seen, report=told, finished_at=at)
    counts = {name: told[name] for name in ("seen", "same", "failing", "losing")}
    record("forms.replay.done", row, actor=None, at=at, after=counts)
    return row


def _move(row: Replay, state: ReplayState, **values: object) -> None:
    check_move(REPLAY_MOVES, ReplayState(row.state), state)
    row.state = state
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=["state", *values])
