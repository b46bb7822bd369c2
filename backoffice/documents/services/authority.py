"""Verbs of authority: delegations and substitutions are entered, ended, never edited."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from backoffice.audit.services import record
from backoffice.documents.authority import in_force, mayors_on
from backoffice.documents.models import Delegation, Scope, Substitution
from backoffice.documents.refusals import (
    ClockDayWrong,
    DeputyAbsent,
    GiverHasNoRight,
    OutsideScope,
    OwnAuthority,
    WhyMissing,
)
from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day


@transaction.atomic
def enter_delegation(
    *,
    decision_number: str,
    giver_id: int,
    valid_from: date,
    actor: User,
    at: datetime,
    to_user_id: int | None = None,
    to_role_id: int | None = None,
    to_department_id: int | None = None,
    scopes: Sequence[str] = (),
    amount_limit: Decimal | None = None,
    valid_until: date | None = None,
    ada: str = "",
    fek: str = "",
) -> Delegation:
    """Enter a mayor's decision that somebody signs by his order (ν. 3852/2010 άρθρο 58).

    :param scopes: codes of fields of subjects; none means every subject
    :param amount_limit: euros up to which it holds; none means any amount
    :raises GiverHasNoRight: if the giver is not the mayor on the first day
    :raises OwnAuthority: if the actor enters his own
    """
    if giver_id not in mayors_on(valid_from):
        raise GiverHasNoRight
    if to_user_id == actor.pk:
        raise OwnAuthority
    known = set(Scope.objects.filter(code__in=scopes).values_list("code", flat=True))
    if known != set(scopes):
        raise OutsideScope
    made = Delegation.objects.create(
        decision_number=decision_number.strip(),
        ada=ada.strip(),
        fek=fek.strip(),
        giver_id=giver_id,
        to_user_id=to_user_id,
        to_role_id=to_role_id,
        to_department_id=to_department_id,
        scopes=sorted(known),
        amount_limit=amount_limit,
        valid_from=valid_from,
        valid_until=valid_until,
        entered_by=actor,
        entered_at=at,
    )
    record("documents.delegation.entered", made, actor=actor, at=at, after=_facts(made))
    return made


def _facts(made: Delegation) -> dict[str, Any]:
    return {
        "to_user": made.to_user_id,
        "to_role": made.to_role_id,
        "to_department": made.to_department_id,
        "scopes": made.scopes,
        "amount_limit": made.amount_limit,
        "valid_from": made.valid_from,
        "valid_until": made.valid_until,
    }


@transaction.atomic
def revoke_delegation(
    *, delegation_id: int, on: date, reason: str, actor: User, at: datetime
) -> Delegation:
    """End a delegation; its last day is the day of the revocation.

    :raises WhyMissing: without a reason
    :raises ClockDayWrong: if the day lies before today: what was signed stays valid
    """
    if not reason.strip():
        raise WhyMissing
    if on < athens_day(at):
        raise ClockDayWrong
    held = Delegation.objects.select_for_update().get(pk=delegation_id)
    before = {"revoked_on": held.revoked_on}
    held.revoked_on, held.revoke_reason = on, reason.strip()[:240]
    held.save(update_fields=["revoked_on", "revoke_reason"])
    after = {"revoked_on": on}
    record(
        "documents.delegation.revoked",
        held,
        actor=actor,
        at=at,
        before=before,
        after=after,
        note=reason.strip(),
    )
    return held


@transaction.atomic
def enter_substitution(
    *,
    absent_id: int,
    deputy_id: int,
    order_number: str,
    valid_from: date,
    valid_until: date,
    actor: User,
    at: datetime,
    reason: str = "",
) -> Substitution:
    """Enter who stands in for somebody absent.

    :raises DeputyAbsent: if the deputy is absent in those days
    :raises OwnAuthority: if the actor makes himself a deputy
    """
    if deputy_id == actor.pk:
        raise OwnAuthority
    refuse_absent_deputy(deputy_id, valid_from, valid_until)
    made = Substitution.objects.create(
        absent_id=absent_id,
        deputy_id=deputy_id,
        order_number=order_number.strip(),
        reason=reason.strip(),
        valid_from=valid_from,
        valid_until=valid_until,
        entered_by=actor,
        entered_at=at,
    )
    after = {"absent": absent_id, "deputy": deputy_id, "from": valid_from, "until": valid_until}
    record("documents.substitution.entered", made, actor=actor, at=at, after=after)
    return made


def refuse_absent_deputy(deputy_id: int, first: date, last: date) -> None:
    """Refuse a deputy who is away in those days.

    :raises DeputyAbsent: if another stands in for the deputy on one of them
    """
    away = in_force().filter(
        absent_id=deputy_id, covers=[], valid_from__lte=last, valid_until__gte=first
    )
    if away.exists():
        raise DeputyAbsent


@transaction.atomic
def end_substitution(*, substitution_id: int, on: date, actor: User, at: datetime) -> Substitution:
    """End an absence early: the last day becomes the given one.

    :raises ClockDayWrong: if the day is past, or later than the end
    """
    held = Substitution.objects.select_for_update().get(pk=substitution_id)
    wrong = on < athens_day(at) or on > held.valid_until or on < held.valid_from
    if wrong or held.withdrawn_at is not None:
        raise ClockDayWrong
    before = {"until": held.valid_until}
    held.valid_until = on
    held.save(update_fields=["valid_until"])
    record(
        "documents.substitution.ended", held, actor=actor, at=at, before=before, after={"until": on}
    )
    return held
