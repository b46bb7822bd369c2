"""Begin a case, halt it, let it go on, end it, and correct what it knows."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.states import check_move
from backoffice.kernel.transactions import joined
from backoffice.procedures import nets, tasks
from backoffice.procedures.errors import CaseNotRunning
from backoffice.procedures.facts import plain
from backoffice.procedures.models import Case, Errand, Wait
from backoffice.procedures.states import CASE_MOVES, OPEN_CASES, CaseState, ErrandState, WaitState

from .closing import close
from .following import take_kept_message
from .stepping import Stepping, lock_case


@joined
def start_case(
    *,
    process: str,
    subject: Source,
    facts: Mapping[str, Any],
    actor: User | None,
    at: datetime,
    title: str = "",
    party_id: int | None = None,
    department_id: int | None = None,
) -> Case:
    """Begin a procedure for a subject, on the version in force; the same again is the same case.

    :raises UnknownProcedure: if no version is in force
    """
    same = Case.objects.filter(
        definition__key=process,
        subject_kind=subject.kind,
        subject_id=subject.id,
        parent__isnull=True,
    )
    known = same.first()
    if known is not None:
        return known
    version = nets.version_in_force(process)
    case = Case(
        definition=version.definition,
        version=version,
        subject_kind=subject.kind,
        subject_id=subject.id,
        title=title[:240],
        party_id=party_id,
        department_id=department_id,
        facts=plain(dict(facts)),
        opened_at=at,
        opened_by=actor,
    )
    try:
        with transaction.atomic():
            case.save(force_insert=True)
    except IntegrityError:
        return same.get()
    stepping = Stepping(case, actor, at)
    stepping.run.start()
    stepping.write()
    after = {"procedure": process, "version": version.number, "subject": str(subject)}
    record("procedures.case.started", case, actor=actor, at=at, after=after)
    return case


@transaction.atomic
def suspend_case(*, case_id: int, reason: str, actor: User | None, at: datetime) -> Case:
    """Halt a case: its tasks, timers and messages wait until it is resumed."""
    case = lock_case(case_id)
    _move(case, CaseState.SUSPENDED)
    Stepping(case, actor, at).note("suspended", text=reason)
    record("procedures.case.suspended", case, actor=actor, at=at, note=reason)
    return case


@transaction.atomic
def resume_case(*, case_id: int, actor: User | None, at: datetime) -> Case:
    """Let a suspended case go on, with what came meanwhile."""
    case = lock_case(case_id)
    _move(case, CaseState.RUNNING)
    stepping = Stepping(case, actor, at)
    stepping.note("resumed")
    for errand in Errand.objects.filter(case=case, state=ErrandState.WAITING):
        tasks.defer_errand(errand.pk)
    for wait in Wait.objects.filter(case=case, state=WaitState.WAITING).order_by("pk"):
        take_kept_message(stepping, wait)
    record("procedures.case.resumed", case, actor=actor, at=at)
    return case


@transaction.atomic
def cancel_case(*, case_id: int, reason: str, actor: User | None, at: datetime) -> Case:
    """End a case before its end; what waits is let go and the cases it called end too.

    :raises CaseNotRunning: if it is closed, or belongs to a case that called it
    """
    case = lock_case(case_id)
    if case.state not in OPEN_CASES:
        raise CaseNotRunning(_("The case is closed already."))
    if case.parent_id:
        raise CaseNotRunning(_("Another case called this one. Cancel that case instead."))
    close(Stepping(case, actor, at), CaseState.CANCELLED, reason)
    record("procedures.case.cancelled", case, actor=actor, at=at, note=reason)
    return case


@transaction.atomic
def correct_facts(
    *, case_id: int, facts: Mapping[str, Any], reason: str, actor: User | None, at: datetime
) -> Case:
    """Correct what an open case knows, as when a step failed for want of a fact.

    :raises CaseNotRunning: if it is closed
    """
    case = lock_case(case_id)
    if case.state not in OPEN_CASES:
        raise CaseNotRunning(_("The case is closed already."))
    changed = plain(dict(facts))
    before = {name: case.facts.get(name) for name in changed}
    case.facts = {**case.facts, **changed}
    case.save(update_fields=["facts"])
    record(
        "procedures.case.corrected",
        case,
        actor=actor,
        at=at,
        before=before,
        after=changed,
        note=reason,
    )
    return case


def _move(case: Case, state: CaseState) -> None:
    check_move(CASE_MOVES, CaseState(case.state), state)
    case.state = state
    case.save(update_fields=["state"])
