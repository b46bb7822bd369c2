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

from .moving import SOURCE

GENERAL_DAYS = 50
WARNED_BEFORE = timedelta(days=5)


def start_limit(
    application: Application, offer: Offer, *, is_complete: bool, actor: User | None, at: datetime
) -> None:
    """Start the legal time limit; it runs from the day on which nothing is missing.

    A fee that is asked before the work is part of what the file needs (ν. 2690/1999 άρθρο 4 §1).
    """
    service = offer.service
    today = athens_day(at)
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
    assert application.entry_id is not None
    documents.start_clock(
        entry_id=application.entry_id,
        rule=rule,
        complete_on=today if is_complete else None,
        service=application.title_el[:120],
        actor=actor,
        at=at,
    )


def complete_limit(application: Application, *, actor: User | None, at: datetime) -> None:
    """Let the time limit run from today, or run on, once nothing is missing any more."""
    assert application.entry_id is not None
    clock = documents_queries.clocks_of([application.entry_id]).get(application.entry_id)
    if clock is None:
        return
    if clock.state == "incomplete":
        documents.complete_file(
            entry_id=application.entry_id, complete_on=athens_day(at), actor=actor, at=at
        )
    elif clock.state == "suspended":
        documents.resume_clock(entry_id=application.entry_id, actor=actor, at=at)


def halt_limit(application: Application, reason: str, *, actor: User | None, at: datetime) -> None:
    """Stop counting while the applicant is waited for; one that has not begun goes on waiting."""
    assert application.entry_id is not None
    clock = documents_queries.clocks_of([application.entry_id]).get(application.entry_id)
    if clock is not None and clock.state == "running":
        documents.suspend_clock(
            entry_id=application.entry_id, reason=reason[:300], actor=actor, at=at
        )


def end_limit(
    application: Application, outcome: str, reason: str, *, actor: User | None, at: datetime
) -> None:
    """Stop the time limit for good."""
    if application.entry_id is not None:
        documents.stop_clock(
            entry_id=application.entry_id,
            outcome=outcome,
            reason=reason[:300],
            actor=actor,
            at=at,
        )


def _days(application: Application, offer: Offer, at: datetime) -> dict[str, Any]:
    """Return the last day by law, or as it would be from today, and when somebody looks at it."""
    clocks = documents_queries.clocks_of([application.entry_id or 0])
    clock = clocks.get(application.entry_id or 0)
    days = offer.service.deadline_days
    last = athens_day(at) + timedelta(days=GENERAL_DAYS if days is None else days)
    if clock is not None and clock.due_on is not None:
        last = clock.due_on
    return {"deadline": last, "remind_on": max(last - WARNED_BEFORE, athens_day(at))}


def begin_case(
    application: Application,
    offer: Offer,
    values: Mapping[str, Any],
    *,
    actor: User | None,
    at: datetime,
) -> None:
    """Begin the procedure of the service, if it has one; it knows the answers by their keys."""
    process = offer.service.process_key
    if not process or application.case_id is not None:
        return
    entry = application.entry
    assert entry is not None
    facts = {
        **values,
        "application": application.code,
        "service": application.service,
        "applicant": application.name,
        "entry": entry.pk,
        "protocol_number": entry.label,
        "registered_on": athens_day(at),
        "fee_paid": application.charge_id is not None,
        **_days(application, offer, at),
        **needed_facts(process),
    }
    case = procedures.start_case(
        process=process,
        subject=Source(SOURCE, application.code),
        facts=facts,
        title=f"{application.title_el} – {application.name}",
        party_id=application.party_id,
        department_id=application.department_id,
        actor=actor,
        at=at,
    )
    application.case = case
    application.save(update_fields=["case"])
