"""The fee of an application that came to nothing: cancelled, or proposed to be given back."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day
from backoffice.kernel.money import cents
from backoffice.kernel.states import IllegalMove
from backoffice.procedures import queries as procedures
from backoffice.revenue import queries as revenue_queries
from backoffice.revenue import services as revenue
from backoffice.revenue.services import ActDoesNotFit, ChargeCarriesMoney
from eservices.applications import notices
from eservices.applications.models import Application, Event
from eservices.applications.states import ApplicationState
from eservices.catalogue import queries as catalogue
from eservices.catalogue.rules import Happening
from theme.formatting import euro

from .moving import note

CAUSE = "not_given"


def has_work_begun(application: Application) -> bool:
    """Tell whether the office did something: took it up, asked for more, or did a step."""
    taken_up = application.events.filter(
        kind=Event.Kind.MOVED, new=ApplicationState.IN_PROGRESS, actor__isnull=False
    ).exclude(actor=application.user_id)
    asked = application.asks.filter(asked_by__isnull=False)
    done = application.case_id is not None and bool(procedures.doers(application.case_id))
    return done or taken_up.exists() or asked.exists()


def cancel_fee(application: Application, reason: str, *, actor: User | None, at: datetime) -> None:
    """Cancel a fee that nobody paid; one that carries money is given back by an act."""
    charge = application.charge
    if charge is None or charge.state != "open":
        return
    try:
        with transaction.atomic():
            revenue.cancel_charge(charge_id=charge.pk, reason=reason[:400], actor=actor, at=at)
    except (ChargeCarriesMoney, IllegalMove):
        # Paid, or cancelled by the revenue office, while we waited for it.
        pass
    charge.refresh_from_db()


def propose_refund(
    application: Application, happened: Happening, *, actor: User | None, at: datetime
) -> Any:
    """Ask the revenue office to give a paid fee back, as the fee's own rule says, and tell it.

    The office proposes it to the organ that decides and another person approves; the explanation
    stands on the act and in the applicant's account.

    :returns: the act, or nothing where nothing was paid or the rule gives nothing back
    """
    charge = application.charge
    if charge is None or charge.state == "cancelled":
        return None
    debt = revenue_queries.debt_of(charge.pk, athens_day(at))
    paid = charge.principal - debt.principal_open
    if paid <= 0:
        return None
    share = _share(application, happened)
    amount = cents(charge.principal * share / 100)
    if amount <= 0:
        _tell(application, _kept_words, happened, paid, share, actor, at)
        return None
    try:
        act = revenue.ask_correction(
            charge_id=charge.pk,
            amount=amount,
            cause=CAUSE,
            reason=_explained(application, happened, amount, paid, share),
            actor=actor,
            at=at,
        )
    except ActDoesNotFit:
        # It was taken off already, by an act of the revenue office's own.
        return None
    _tell(application, _back_words, happened, amount, share, actor, at)
    return act


def foretold(application: Application, on: date) -> str:
    """Return what becomes of the fee if the application is withdrawn now; nothing without one."""
    charge = application.charge
    if charge is None or charge.state == "cancelled":
        return ""
    paid = charge.principal - revenue_queries.debt_of(charge.pk, on).principal_open
    if paid <= 0:
        return _("The fee is cancelled; you have nothing to pay.")
    if has_work_begun(application):
        return _("Work has begun, so the fee you paid is not given back.")
    amount = cents(charge.principal * _share(application, Happening.WITHDRAWN) / 100)
    if not amount:
        return _("By the rule of this fee, what you paid is not given back.")
    return _("The revenue office is asked to give %(amount)s of the fee back to you.") % {
        "amount": euro(amount)
    }


def _share(application: Application, happened: Happening) -> int:
    service = catalogue.any_service(application.service)
    if service is None or application.charge is None:
        return 0
    return catalogue.refund_share(service, happened, application.charge.on)


def _explained(
    application: Application, happened: Happening, amount: Decimal, paid: Decimal, share: int
) -> str:
    """Return the reasons that stand on the act; official words are Greek."""
    entry = application.entry
    with override("el"):
        return _(
            "Application %(number)s, %(service)s: %(happened)s. %(paid)s of the fee was paid. By"
            " the rule of this fee %(share)s%% are given back: %(amount)s."
        ) % {
            "number": entry.label if entry else application.code,
            "service": application.title_el,
            "happened": happened.words,
            "paid": euro(paid),
            "share": share,
            "amount": euro(amount),
        }


def _back_words(happened: Happening, amount: Decimal, share: int) -> str:
    return _(
        "Because %(happened)s, %(share)s%% of the fee are to be given back: %(amount)s. The revenue"
        " office decides; then the money stands as a credit among your debts, where you ask for it"
        " with your IBAN."
    ) % {"happened": happened.words, "share": share, "amount": euro(amount)}


def _kept_words(happened: Happening, amount: Decimal, share: int) -> str:
    return _(
        "The fee of %(amount)s is not given back: %(happened)s, and by the rule of this fee the"
        " examination itself is paid for."
    ) % {"happened": happened.words, "amount": euro(amount)}


def _tell(
    application: Application,
    words: Any,
    happened: Happening,
    amount: Decimal,
    share: int,
    actor: User | None,
    at: datetime,
) -> None:
    with override(application.language):
        text = words(happened, amount, share)
    event = note(application, Event.Kind.REFUND, actor=actor, at=at, text=text)
    notices.tell_of_refund(application, event, at=at)


def take_back_refund(application: Application, *, actor: User | None, at: datetime) -> bool:
    """Withdraw a refund that was not carried out; tell whether the fee is gone all the same.

    :returns: whether the charge was cancelled or given back, so that it is owed anew
    """
    charge = application.charge
    if charge is None:
        return False
    reason = _("An objection was accepted; the application is examined again.")
    revenue.drop_corrections(charge_id=charge.pk, cause=CAUSE, reason=reason, actor=actor, at=at)
    if charge.state == "cancelled":
        return True
    return revenue_queries.acts.is_given_back(charge.pk, CAUSE)
