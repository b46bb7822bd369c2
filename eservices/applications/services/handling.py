"""Verbs of the desk: one press of a button is one step of the case with all that follows from it.

A step is the town's drawing going on: the task is completed, and the automatic steps after it are
done at once. Where a drawing asks nothing of the kind, the verb acts on the application itself.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day
from backoffice.procedures import queries as procedures
from backoffice.procedures import services as cases
from backoffice.procedures.news import Standing
from backoffice.revenue import queries as revenue
from eservices.applications.models import Application
from eservices.applications.office_errors import NothingChosen, NotNow
from eservices.applications.outcomes import Outcome, outcome_of
from eservices.applications.states import DECIDED, OPEN, ApplicationState

from . import answering, office
from .moving import locked
from .pickable import items_named

DAYS_TO_ANSWER = 30
FILE, DECISION = "file", "decision"


def task_asking(application: Application, user: User, question: str, on: date) -> Any:
    """Return the open task of a case that asks a question and is a user's to do, if any."""
    if application.case is None:
        return None
    for task in procedures.tasks_for(user, application.case, on):
        if any(field.name == question for field in procedures.form_of(task)):
            return task
    return None


def _known(application_id: int) -> Application:
    related = ("entry__book", "case", "charge", "decided_by", "department")
    return Application.objects.select_related(*related).get(pk=application_id)


def answer_task(
    *, application_id: int, task_id: int, outcome: Mapping[str, Any], actor: User, at: datetime
) -> Application:
    """Complete a task of an application's case, and let the steps after it happen at once.

    :raises AnswersRefused: if answers do not fit the questions
    :raises TaskTaken: if somebody else took it
    :raises SamePerson: if it asks for another person
    """
    application = _known(application_id)
    place = procedures.place_of(actor, task_id, athens_day(at))
    cases.complete_task(task_id=task_id, outcome=outcome, actor=actor, at=at, in_place_of=place)
    if application.case_id is not None:
        cases.run_waiting_steps(case_id=application.case_id, at=at)
    return _known(application_id)


@transaction.atomic
def take_up(*, application_id: int, actor: User, at: datetime) -> Application:
    """Take the first task that waits for one's role, and say that work has begun.

    :raises NotNow: if no task of the case waits for the actor
    """
    application = _known(application_id)
    case = application.case
    tasks = procedures.tasks_for(actor, case, athens_day(at)) if case else []
    if not tasks and case is not None:
        raise NotNow
    for task in tasks[:1]:
        place = procedures.place_of(actor, task.pk, athens_day(at))
        cases.claim_task(task_id=task.pk, actor=actor, at=at, in_place_of=place)
    return office.begin_work(application_id=application_id, actor=actor, at=at)


def ask_for_more(
    *, application_id: int, keys: Sequence[str], text: str, actor: User, at: datetime
) -> Application:
    """Ask the applicant for items of the form, or in words; the legal time limit stands still.

    :param keys: keys of questions and documents of the form
    :raises NothingChosen: without items and without words
    """
    if not keys and not text.strip():
        raise NothingChosen
    application = _known(application_id)
    task = task_asking(application, actor, FILE, athens_day(at))
    if task is not None:
        said = {FILE: "missing", "missing": ", ".join(keys), "message": text.strip()}
        outcome = _filled(task, said)
        return answer_task(
            application_id=application_id, task_id=task.pk, outcome=outcome, actor=actor, at=at
        )
    office.ask_for_more(
        application_id=application_id,
        items=items_named(application, ",".join(keys), text.strip()),
        text=text.strip(),
        due_on=athens_day(at) + timedelta(days=DAYS_TO_ANSWER),
        actor=actor,
        at=at,
    )
    return _known(application_id)


def forward(
    *, application_id: int, to: str, on: date, reason: str, actor: User, at: datetime
) -> Application:
    """Send an application to the competent authority; the case ends with it.

    The law gives three days from the day it was filed (ν. 2690/1999 άρθρο 4 §1).
    """
    application = _known(application_id)
    task = task_asking(application, actor, FILE, athens_day(at))
    if task is not None and on == athens_day(at):
        outcome = _filled(task, {FILE: "forward", "authority": to, "message": reason})
        return answer_task(
            application_id=application_id, task_id=task.pk, outcome=outcome, actor=actor, at=at
        )
    return _forwarded(application, to, on, reason, actor, at)


@transaction.atomic
def _forwarded(
    application: Application, to: str, on: date, reason: str, actor: User, at: datetime
) -> Application:
    office.forward(application_id=application.pk, to=to, on=on, reason=reason, actor=actor, at=at)
    case = application.case
    if case is not None and case.state in ("running", "suspended"):
        cases.cancel_case(case_id=case.pk, reason=to[:240], actor=actor, at=at)
    return _known(application.pk)


def decide(
    *,
    application_id: int,
    decision: str,
    reasons: str,
    remedies: str,
    actor: User,
    at: datetime,
) -> Application:
    """Decide as the case asks: grant, refuse with reasons and remedies, or give back.

    :param decision: one of the answers that the task offers; `grant` or `refuse` without a case
    :raises ReasonMissing: if a refusal lacks reasons or remedies
    :raises NotNow: if nothing is to be decided, or not by the actor
    """
    application = _known(application_id)
    if decision == "refuse" and not (reasons.strip() and remedies.strip()):
        raise office.ReasonMissing
    task = task_asking(application, actor, DECISION, athens_day(at))
    if task is not None:
        said = {DECISION: decision, "reasons": reasons.strip(), "remedies": remedies.strip()}
        said["remarks"] = reasons.strip()
        return answer_task(
            application_id=application_id,
            task_id=task.pk,
            outcome=_filled(task, said),
            actor=actor,
            at=at,
        )
    if not may_decide_freely(application) or decision not in ("grant", "refuse"):
        raise NotNow
    _decided(application, Outcome(decision == "grant", reasons), remedies, actor, at)
    return _known(application_id)


def may_decide_freely(application: Application) -> bool:
    """Tell whether no case stands in the way: there is none, or it ended before an objection."""
    case = application.case
    is_open = application.state in OPEN
    return is_open and (case is None or case.state not in ("running", "suspended"))


def _filled(task: Any, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers that a task asks for, with the plainest one where nothing was said."""
    plainest = {"yes_no": "false", "text": "–"}
    answers = {}
    for field in procedures.form_of(task):
        value = said.get(field.name)
        if value in (None, "") and field.required:
            value = plainest.get(field.kind)
        if value not in (None, ""):
            answers[field.name] = value
    return answers


def hear(standing: Standing) -> None:
    """Follow the case: work began, or a procedure that knows no applications has decided."""
    application = _of_case(standing.case_id)
    if application is None or application.state not in OPEN:
        return
    if not standing.is_over:
        _follow_charge(application, standing)
        if application.state == ApplicationState.REGISTERED and standing.last_doer is not None:
            office.begin_work(
                application_id=application.pk, actor=standing.last_doer, at=standing.at
            )
        return
    outcome = outcome_of(standing.process, standing.facts, standing.ends)
    # A refusal without reasons waits for somebody to write them; the page of the desk asks.
    if outcome is not None and not (outcome.granted is False and not outcome.reasons):
        _decided(application, outcome, "", standing.last_doer, standing.at)


def _follow_charge(application: Application, standing: Standing) -> None:
    """Show the applicant a fee that the case charged on its way, and wait for it."""
    code = str(standing.facts.get("charge_code") or "")
    if not code or application.charge_id is not None:
        return
    charge_id = revenue.charge_id_of(code)
    if charge_id is not None:
        office.await_payment(
            application_id=application.pk,
            charge_id=charge_id,
            actor=standing.last_doer,
            at=standing.at,
        )


def _of_case(case_id: int) -> Application | None:
    related = ("entry__book", "case", "charge", "decided_by", "department")
    return Application.objects.select_related(*related).filter(case_id=case_id).first()


@transaction.atomic
def _decided(
    application: Application, outcome: Outcome, remedies: str, actor: User | None, at: datetime
) -> None:
    """Enter what was decided and answer: a certificate, or a letter that may wait to be signed."""
    refused = outcome.granted is False
    decided = office.decide(
        application_id=application.pk,
        approved=not refused,
        reason=outcome.reasons,
        remedies=answering.remedies_or_standard(remedies, at) if refused else "",
        actor=actor,
        at=at,
    )
    decided = _known(decided.pk)
    if not refused and answering.ends_in_certificate(decided):
        made = answering.issue_certificate(application=decided, text="", actor=actor, at=at)
        if made is not None:
            answering.hand_over(application=decided, actor=actor, at=at)
        return
    answering.write_reply(application=decided, actor=actor, at=at)


@transaction.atomic
def reply_again(*, application_id: int, actor: User, at: datetime) -> answering.Letter:
    """Write the letter of a decision that has none yet.

    :raises NotNow: if nothing is decided
    """
    locked(application_id)
    application = _known(application_id)
    if application.state not in DECIDED:
        raise NotNow
    return answering.write_reply(application=application, actor=actor, at=at)


def hold_answered(answers_id: int) -> None:
    """Lock the application that a document is about to answer, before the document."""
    _hold(Application.objects.filter(entry_id=answers_id))


def hold_waiting(code: str) -> None:
    """Lock the application that a certificate is about to be issued for, before its number."""
    _hold(Application.objects.filter(code=code.partition(".")[0]))


def _hold(rows: QuerySet[Application]) -> None:
    for application_id in rows.values_list("pk", flat=True):
        locked(application_id)


def hear_issued(draft_id: int, answers_id: int | None, at: datetime) -> None:
    """Let an application go on when the letter that answers it was issued."""
    if answers_id is None:
        return
    related = ("entry__book", "case", "charge", "decided_by")
    application = Application.objects.select_related(*related).filter(entry_id=answers_id).first()
    if application is None or application.state not in DECIDED:
        return
    case = application.case
    if case is not None and procedures.waits_for(case.pk, answering.REPLY_ISSUED):
        cases.send_message(
            name=answering.REPLY_ISSUED,
            correlation=case.subject_id,
            payload={},
            key=f"applications:{answering.REPLY_ISSUED}:{draft_id}",
            at=at,
        )
    elif (case is None or case.state == "completed") and not answering.is_handed_over(application):
        answering.hand_over(application=application, actor=None, at=at)


def hear_given(code: str, certificate: str, at: datetime) -> None:
    """Let an application go on when the certificate that it waited for was issued."""
    related = ("entry__book", "case", "charge", "decided_by", "reply")
    found = Application.objects.select_related(*related).filter(code=code.partition(".")[0])
    application = found.first()
    if application is None:
        return
    case = application.case
    if case is not None and procedures.waits_for(case.pk, answering.CERTIFICATE_ISSUED):
        cases.send_message(
            name=answering.CERTIFICATE_ISSUED,
            correlation=case.subject_id,
            payload={"certificate_code": certificate},
            key=f"applications:{answering.CERTIFICATE_ISSUED}:{certificate}",
            at=at,
        )
    elif application.state == ApplicationState.APPROVED:
        answering.hand_over(application=application, actor=None, at=at)
