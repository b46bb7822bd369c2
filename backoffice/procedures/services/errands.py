"""Automatic steps: a named operation run by the queue, its effect and step one transaction."""

from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.errors import DomainError
from backoffice.kernel.states import check_move
from backoffice.procedures import operations, tasks
from backoffice.procedures.engine.state import Token
from backoffice.procedures.errors import IncidentSolved
from backoffice.procedures.models import Case, Errand, Incident
from backoffice.procedures.states import ERRAND_MOVES, CaseState, ErrandState, IncidentState

from .stepping import Stepping, lock_family, member

log = structlog.get_logger(__name__)

MAX_TRIES = 5
FIRST_WAIT = timedelta(seconds=30)


@transaction.atomic
def run_service_step(*, errand_id: int, at: datetime) -> bool:
    """Run an automatic step that waits, once, however often the queue brings it.

    Its effect, the case's new state and the history are one transaction: killed anywhere, nothing
    of it happened and the queue brings it again.

    :returns: whether it was done now
    """
    root = lock_family(Errand.objects.filter(pk=errand_id))
    errand = Errand.objects.get(pk=errand_id)
    case = member(root, errand.case_id)
    if errand.state != ErrandState.WAITING or case.state != CaseState.RUNNING:
        return False
    if errand.next_at > at:
        return False
    stepping = Stepping(case, None, at)
    token = stepping.run.state.tokens[errand.token]
    try:
        with transaction.atomic():
            outputs = operations.run(
                errand.operation, _context(errand, case, at), _inputs(stepping, token)
            )
            _done(errand, at)
            stepping.run.complete(errand.token, outputs)
            stepping.write()
    except operations.ThrownError as error:
        return _say_no(errand, case, error, at)
    except DomainError as error:
        # A rule said no: trying again does not help, a person must look.
        _fail(errand, case, str(error), at)
        return False
    except Exception as error:
        log.exception("procedures.step_failed", errand=errand.pk, case=case.code)
        _try_later(errand, case, error, at)
        return False
    record(
        "procedures.step.run",
        errand,
        actor=None,
        at=at,
        after={"operation": errand.operation, "outputs": outputs},
    )
    return True


def _inputs(stepping: Stepping, token: Token) -> dict[str, Any]:
    return stepping.run.inputs(token)


def _context(errand: Errand, case: Case, at: datetime) -> operations.Context:
    return operations.Context(
        case_id=case.pk,
        case_code=case.code,
        key=f"{case.code}:{errand.token}",
        source=Source("procedures.case", case.code),
        subject=Source(case.subject_kind, case.subject_id),
        party_id=case.party_id,
        department_id=case.department_id,
        actor=case.opened_by,
        at=at,
    )


def _done(errand: Errand, at: datetime) -> None:
    check_move(ERRAND_MOVES, ErrandState(errand.state), ErrandState.DONE)
    errand.state, errand.done_at, errand.tries = ErrandState.DONE, at, errand.tries + 1
    errand.save(update_fields=["state", "done_at", "tries"])


def _say_no(errand: Errand, case: Case, error: operations.ThrownError, at: datetime) -> bool:
    """Let a boundary event take over, or ask a person."""
    errand.refresh_from_db()
    case.refresh_from_db()
    stepping = Stepping(case, None, at)
    if not stepping.run.throw(errand.token, error.error_code):
        _fail(errand, case, str(error), at)
        return False
    stepping.note("failed", element=errand.element, token=errand.token, text=str(error))
    stepping.write()
    record("procedures.step.refused", errand, actor=None, at=at, after={"error": error.error_code})
    return True


def _try_later(errand: Errand, case: Case, error: Exception, at: datetime) -> None:
    errand.refresh_from_db()
    if errand.tries + 1 >= MAX_TRIES:
        # The exception's own text may hold personal data or the machine's ways; its kind does not.
        text = _("The step failed %(tries)d times (%(kind)s). The log tells more under “%(case)s”.")
        _fail(
            errand,
            case,
            text % {"tries": MAX_TRIES, "kind": type(error).__name__, "case": case.code},
            at,
        )
        return
    errand.tries += 1
    errand.next_at = at + FIRST_WAIT * 4 ** (errand.tries - 1)
    errand.save(update_fields=["tries", "next_at"])
    tasks.defer_errand(errand.pk, not_before=errand.next_at)


def _fail(errand: Errand, case: Case, text: str, at: datetime) -> None:
    errand.refresh_from_db()
    check_move(ERRAND_MOVES, ErrandState(errand.state), ErrandState.FAILED)
    errand.state, errand.tries = ErrandState.FAILED, errand.tries + 1
    errand.save(update_fields=["state", "tries"])
    incident = Incident.objects.create(
        case=case,
        element=errand.element,
        token=errand.token,
        error=text[:2000],
        tries=errand.tries,
        opened_at=at,
    )
    Stepping(case, None, at).note("failed", element=errand.element, token=errand.token, text=text)
    record("procedures.incident.opened", incident, actor=None, at=at, after={"error": text})


@transaction.atomic
def retry_incident(*, incident_id: int, actor: User | None, at: datetime) -> Incident:
    """Try a failed step again, after somebody mended the cause.

    :raises IncidentSolved: if it was solved before
    """
    root = lock_family(Incident.objects.filter(pk=incident_id))
    incident = Incident.objects.get(pk=incident_id)
    if incident.state != IncidentState.OPEN:
        raise IncidentSolved(_("The incident was solved already."))
    case = member(root, incident.case_id)
    incident.state, incident.solved_at, incident.solved_by = IncidentState.SOLVED, at, actor
    incident.save(update_fields=["state", "solved_at", "solved_by"])
    stepping = Stepping(case, actor, at)
    stepping.note("retried", element=incident.element, token=incident.token)
    errand = Errand.objects.filter(
        case=case, token=incident.token, state=ErrandState.FAILED
    ).first()
    if errand is not None:
        errand.state, errand.tries, errand.next_at = ErrandState.WAITING, 0, at
        errand.save(update_fields=["state", "tries", "next_at"])
        tasks.defer_errand(errand.pk)
    else:
        stepping.run.retry(incident.token)
        stepping.write()
    record("procedures.incident.retried", incident, actor=actor, at=at)
    return incident
