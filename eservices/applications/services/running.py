"""How a sent application sets the town to work: its time limit and its case; part of verbs."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from backoffice.documents import queries as documents_queries
from backoffice.documents import services as documents
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.procedures import services as procedures
from eservices.applications.models import Application
from eservices.applications.offers import Offer
from eservices.applications.outcomes import needed_facts
from eservices.applications.states import ApplicationState, ObjectionState

from .moving import SOURCE

GENERAL_DAYS = 50
#: ν. 2690/1999 άρθρο 24 §2: an objection is answered within thirty days.
OBJECTION_DAYS = 30
OBJECTION_BASIS = "ν. 2690/1999 άρθρο 24 §2"
WARNED_BEFORE = timedelta(days=5)


def start_limit(
    application: Application, offer: Offer, *, is_complete: bool, actor: User | None, at: datetime
) -> Any:
    """Start the legal time limit; it runs from the day on which nothing is missing.

    A fee that is asked before the work is part of what the file needs (ν. 2690/1999 άρθρο 4 §1).

    :returns: the clock
    """
    service = offer.service
    today = athens_day(at)
    assert application.limit_id
    rule = documents.need_clock_rule(
        days=service.deadline_days or GENERAL_DAYS,
        unit=service.deadline_kind,
        code=service.code,
        name_el=service.title_el,
        name_en=service.title_en,
        basis=service.deadline_basis("el") or "ν. 2690/1999 άρθρο 4 §1",
        on=today,
        actor=actor,
        at=at,
    )
    return documents.start_clock(
        entry_id=application.limit_id,
        rule=rule,
        complete_on=today if is_complete else None,
        service=application.title_el[:120],
        actor=actor,
        at=at,
    )


def complete_limit(application: Application, *, actor: User | None, at: datetime) -> None:
    """Let the time limit run from today, or run on, once nothing is missing any more."""
    held, clock = application.limit_id, clock_of(application)
    if clock is None:
        return
    if clock.state == "incomplete":
        documents.complete_file(entry_id=held, complete_on=athens_day(at), actor=actor, at=at)
    elif clock.state == "suspended":
        documents.resume_clock(entry_id=held, actor=actor, at=at)


def halt_limit(application: Application, reason: str, *, actor: User | None, at: datetime) -> None:
    """Stop counting while the applicant is waited for; one that has not begun goes on waiting."""
    held, clock = application.limit_id, clock_of(application)
    if clock is not None and clock.state == "running":
        documents.suspend_clock(entry_id=held, reason=reason[:300], actor=actor, at=at)


def end_limit(
    application: Application, outcome: str, reason: str, *, actor: User | None, at: datetime
) -> None:
    """Stop the time limit for good."""
    if application.limit_id:
        documents.stop_clock(
            entry_id=application.limit_id,
            outcome=outcome,
            reason=reason[:300],
            actor=actor,
            at=at,
        )


def start_objection_limit(
    application: Application, entry_id: int, *, actor: User | None, at: datetime
) -> None:
    """Start the time limit within which an objection is answered."""
    today = athens_day(at)
    rule = documents.need_clock_rule(
        days=OBJECTION_DAYS,
        unit="calendar",
        code="objection",
        name_el="Ένσταση κατά απόφασης του Δήμου",
        name_en="Objection to a decision of the town",
        basis=OBJECTION_BASIS,
        on=today,
        actor=actor,
        at=at,
    )
    documents.start_clock(
        entry_id=entry_id,
        rule=rule,
        complete_on=today,
        service=application.title_el[:120],
        actor=actor,
        at=at,
    )


def end_objection_limit(
    entry_id: int | None, outcome: str, reason: str, *, actor: User | None, at: datetime
) -> None:
    """Stop the time limit of an objection; one of earlier days may have none."""
    if entry_id is not None and documents_queries.clocks_of([entry_id]):
        documents.stop_clock(
            entry_id=entry_id, outcome=outcome, reason=reason[:300], actor=actor, at=at
        )


def subject_of(application: Application) -> str:
    """Return what a case is about: the application, and which time it is examined."""
    if application.state == ApplicationState.SUBMITTED:
        return application.code
    again = application.objections.filter(state=ObjectionState.UPHELD).count()
    return f"{application.code}.{again}" if again else application.code


def clock_of(application: Application) -> Any:
    """Return the legal time limit of an application, if one was started."""
    held = application.limit_id
    return documents_queries.clocks_of([held]).get(held)


def _days(offer: Offer, clock: Any, at: datetime) -> dict[str, Any]:
    """Return the last day by law, or as it would be from today, and when somebody looks at it."""
    days = offer.service.deadline_days
    last = athens_day(at) + timedelta(days=GENERAL_DAYS if days is None else days)
    if clock is not None and clock.due_on is not None:
        last = clock.due_on
    return {"deadline": last, "remind_on": max(last - WARNED_BEFORE, athens_day(at))}


def begin_case(
    application: Application,
    offer: Offer,
    values: Mapping[str, Any],
    clock: Any,
    *,
    actor: User | None,
    at: datetime,
) -> None:
    """Begin the procedure of the service, if it has one, for an application that stands already."""
    if open_case(application, offer, values, clock, actor=actor, at=at):
        application.save(update_fields=["case"])


def open_case(
    application: Application,
    offer: Offer,
    values: Mapping[str, Any],
    clock: Any,
    *,
    actor: User | None,
    at: datetime,
) -> bool:
    """Begin the procedure of the service, if it has one; it knows the answers by their keys.

    :param clock: the legal time limit, if one was started
    :returns: whether it began; the application names the case and is to be saved
    """
    process = offer.service.process_key
    if not process or application.case_id is not None:
        return False
    entry = application.entry
    assert entry is not None
    facts = {
        **values,
        "application": application.code,
        "service": application.service,
        "applicant": application.name,
        "entry": application.limit_id,
        "protocol_number": entry.label,
        "registered_on": athens_day(at),
        "fee_paid": application.charge_id is not None,
        **_days(offer, clock, at),
        **needed_facts(process),
    }
    application.case = procedures.start_case(
        process=process,
        subject=Source(SOURCE, subject_of(application)),
        facts=facts,
        title=f"{application.title_el} – {application.name}",
        party_id=application.party_id,
        department_id=application.department_id,
        actor=actor,
        at=at,
    )
    return True
