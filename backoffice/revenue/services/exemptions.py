"""Persons whose debts carry no interest for a time, entered with their proof."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.revenue.models import Exemption
from backoffice.revenue.queries.figures import CONSCRIPT_MONTHS, MINOR_MONTHS, law_figure
from backoffice.revenue.rules import days_without_interest
from backoffice.revenue.states import ExemptionCause

from .errors import ExemptionRefused, ReasonMissing


@transaction.atomic
def exempt_from_interest(
    *,
    party_id: int,
    cause: str,
    began: date,
    proof: str,
    actor: User | None,
    at: datetime,
    ended: date | None = None,
) -> Exemption:
    """Let the debts of a person carry no interest while a cause of the law lasts.

    Interest that was paid already stays paid. The same person, cause and day again returns what
    stands. Legal source: ν.4978/2022 (ΚΕΔΕ) άρθρο 6 §6.

    :param cause: `conscript` or `minor`
    :param began: enlistment, or the day since when nobody represents the minor
    :param ended: discharge, or the day of representation or majority, once it is known
    :param proof: the document, with its number
    :raises ExemptionRefused: if it ends before it begins
    :raises ReasonMissing: if no proof is named
    """
    if not proof.strip():
        raise ReasonMissing(_("Name the document that proves it."))
    known = Exemption.objects.filter(
        party_id=party_id, cause=cause, began=began, withdrawn_at=None
    ).first()
    if known is not None:
        return known
    first, last = _days(ExemptionCause(cause), began, ended)
    exemption = Exemption.objects.create(
        party_id=party_id,
        cause=cause,
        began=began,
        ended=ended,
        first=first,
        last=last,
        proof=proof[:400],
        entered_at=at,
        entered_by=actor,
    )
    after = {"cause": cause, "first": first, "last": last}
    record(
        "revenue.exemption.entered",
        exemption,
        actor=actor,
        at=at,
        on_behalf_of=party_id,
        after=after,
        note=proof,
    )
    return exemption


def _days(cause: ExemptionCause, began: date, ended: date | None) -> tuple[date, date | None]:
    if ended is not None and ended < began:
        raise ExemptionRefused(_("It ends before it begins. Correct one of the two days."))
    key = MINOR_MONTHS if cause == ExemptionCause.MINOR else CONSCRIPT_MONTHS
    return days_without_interest(cause, began, ended, int(law_figure(key, ended or began)))


@transaction.atomic
def end_exemption(*, exemption_id: int, ended: date, actor: User | None, at: datetime) -> Exemption:
    """Note when the cause of an exemption ended; the law's months after it still count.

    :raises ExemptionRefused: if another end is noted, or it lies before the beginning
    """
    exemption = Exemption.objects.select_for_update(no_key=True).get(pk=exemption_id)
    if exemption.ended == ended:
        return exemption
    if exemption.ended is not None or exemption.withdrawn_at is not None:
        raise ExemptionRefused(_("Its end is noted already. Withdraw it and enter it anew."))
    _first, last = _days(ExemptionCause(exemption.cause), exemption.began, ended)
    exemption.ended, exemption.last = ended, last
    exemption.save(update_fields=["ended", "last"])
    after = {"ended": ended, "last": last}
    record("revenue.exemption.ended", exemption, actor=actor, at=at, after=after)
    return exemption


@transaction.atomic
def withdraw_exemption(
    *, exemption_id: int, reason: str, actor: User | None, at: datetime
) -> Exemption:
    """Withdraw an exemption that was entered by mistake; interest grows as if it never stood.

    :raises ReasonMissing: if no reason is given
    """
    if not reason.strip():
        raise ReasonMissing(_("State the reason; it stays with the exemption."))
    exemption = Exemption.objects.select_for_update(no_key=True).get(pk=exemption_id)
    if exemption.withdrawn_at is not None:
        return exemption
    exemption.withdrawn_at, exemption.withdraw_reason = at, reason[:400]
    exemption.save(update_fields=["withdrawn_at", "withdraw_reason"])
    record("revenue.exemption.withdrawn", exemption, actor=actor, at=at, note=reason)
    return exemption
