"""The fee of an application: charged with the sending, heard of when it is paid."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.procedures import queries as procedures
from backoffice.procedures import services as cases
from backoffice.revenue import queries as revenue_queries
from backoffice.revenue import services as revenue
from eservices.applications import offers
from eservices.applications.errors import NoDebtor
from eservices.applications.models import Application, Event
from eservices.applications.outcomes import charges_itself
from eservices.applications.states import ApplicationState

from .moving import SOURCE, locked, move, note, trail
from .running import begin_case, clock_of, complete_limit, subject_of

KIND = "application_fee"
FEE_PAID = "fee_paid"


def charge_fee(
    application: Application,
    offer: offers.Offer,
    values: Mapping[str, Any],
    *,
    actor: User | None,
    at: datetime,
) -> None:
    """Charge what the application costs, if the town asks for anything; part of sending it.

    It is to be paid within the days that the town's figures state for that day of sending.

    :raises NoDebtor: if nobody known to the register owes it
    """
    fee = offers.fee_of(offer.service, values, at)
    if not fee.is_payable or charges_itself(offer.service.process_key):
        return
    if application.party_id is None:
        raise NoDebtor
    today = athens_day(at)
    charge = revenue.raise_charge(
        kind=KIND,
        facts={"lines": _lines(application, fee), "application": application.code},
        debtor_id=application.party_id,
        source=Source(SOURCE, str(application.pk)),
        purpose=f"fee{subject_of(application)[len(application.code) :]}",
        on=today,
        due_on=today + timedelta(days=revenue_queries.days_to_pay(today)),
        actor=actor,
        at=at,
    )
    application.charge = charge
    application.save(update_fields=["charge"])


def _lines(application: Application, fee: Any) -> list[dict[str, str]]:
    """Return the rows of the tariff that make up the fee, or the fee as one row."""
    law = {"basis": fee.legal_basis.get("el", ""), "decision": fee.decision}
    rows = [(one.label, one.amount) for one in fee.lines] or [({}, fee.amount)]
    return [
        {
            "label_el": _label(application.title_el, label.get("el", "")),
            "label_en": _label(application.title_en, label.get("en", "")),
            "amount": str(amount),
            **law,
        }
        for label, amount in rows
    ]


def _label(title: str, row: str) -> str:
    return (f"{title}: {row}" if row else title)[:240]


@transaction.atomic
def charge_on_the_way(*, application_id: int, actor: User | None, at: datetime) -> Any:
    """Charge the fee that could not be said when the application was sent; once.

    The facts of the case, such as an area that was measured, count before the answers.

    :returns: the charge that is to be paid now, or nothing
    :raises NoDebtor: if nobody known to the register owes it
    """
    application = locked(application_id)
    if application.charge_id is not None:
        return None
    offer = offers.offer_with(application.service, application.form_version)
    found = application.case.facts if application.case else {}
    values = {**application.snapshot["answers"], **found}
    charge_fee(application, offer, values, actor=actor, at=at)
    if application.charge is None:
        return None
    before = application.state
    move(application, ApplicationState.AWAITING_PAYMENT, actor=actor, at=at)
    trail("awaiting_payment", application, actor=actor, at=at, before=before)
    return application.charge


def _tell_case(application: Application, charge_code: str, at: datetime) -> None:
    """Let a case that charged the fee on its way go on."""
    case = application.case
    if case is not None and procedures.waits_for(case.pk, FEE_PAID):
        cases.send_message(
            name=FEE_PAID,
            correlation=case.subject_id,
            payload={"fee_paid": True},
            key=f"applications:{FEE_PAID}:{charge_code}",
            at=at,
        )


@transaction.atomic
def note_fee_paid(*, application_id: int, charge_code: str, at: datetime) -> Application:
    """Set the work going once the fee is paid; heard again, it changes nothing."""
    application = locked(application_id)
    if application.charge is None or application.charge.code != charge_code:
        return application
    if application.events.filter(kind=Event.Kind.PAID).exists():
        return application
    note(application, Event.Kind.PAID, actor=None, at=at)
    if application.state == ApplicationState.AWAITING_PAYMENT:
        is_asked = application.asks.filter(answered_at=None, closed_at=None).exists()
        state = ApplicationState.NEEDS_INFO if is_asked else ApplicationState.IN_PROGRESS
        move(application, state, actor=None, at=at)
        if not is_asked:
            complete_limit(application, actor=None, at=at)
        offer = offers.offer_with(application.service, application.form_version)
        clock = clock_of(application)
        begin_case(application, offer, application.snapshot["answers"], clock, actor=None, at=at)
    _tell_case(application, charge_code, at)
    trail("fee_paid", application, actor=None, at=at)
    return application
