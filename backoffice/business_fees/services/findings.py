"""Verbs towards those who did not declare: invite, assess by own finding, certify or drop it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from procrastinate.contrib.django import app

from backoffice.audit.services import record
from backoffice.business_fees.errors import InvitationRuns, NotOverdue, SameOfficer
from backoffice.business_fees.models import Declaration, ExpectedPeriod
from backoffice.business_fees.reading import liable_categories, slots_of
from backoffice.business_fees.states import DeclarationState, PeriodState
from backoffice.identity.models import User
from backoffice.kernel.counters import take_numbers
from backoffice.kernel.dates import athens_day

from . import debts
from .statements import (
    Origin,
    Statement,
    check_liable,
    check_receiver,
    move_declaration,
    move_period,
    sent_before,
    write_declaration,
)

INVITATIONS = "business_fees.invitation"
MAIL_TASK = "business_fees.mail_invitations"


@transaction.atomic(durable=True)
def invite_missing(
    *, expected_ids: Sequence[int], days_to_answer: int, actor: User, at: datetime
) -> list[ExpectedPeriod]:
    """Invite the businesses that did not declare overdue periods; those invited before stay so.

    :param days_to_answer: calendar days until an own finding may follow
    :raises NotOverdue: if none of the periods is overdue and undeclared
    """
    today = athens_day(at)
    rows = list(
        ExpectedPeriod.objects.select_for_update(of=("self",))
        .select_related("establishment")
        .filter(
            pk__in=set(expected_ids),
            state__in=[PeriodState.EXPECTED, PeriodState.MISSING],
            due_on__lt=today,
        )
        .order_by("pk")
    )
    if not rows:
        raise NotOverdue
    numbers = take_numbers(INVITATIONS, today.year, len(rows))
    for row, number in zip(rows, numbers, strict=True):
        if row.state == PeriodState.EXPECTED:
            move_period(row, PeriodState.MISSING)
        _invite(row, number, today + timedelta(days=days_to_answer), actor, at)
    app.configure_task(MAIL_TASK).defer(expected_ids=[row.pk for row in rows])
    return rows


def _invite(row: ExpectedPeriod, number: int, until: date, actor: User, at: datetime) -> None:
    row.invited_at, row.invitation_no, row.answer_by = at, number, until
    row.save(update_fields=["invited_at", "invitation_no", "answer_by"])
    move_period(row, PeriodState.INVITED)
    record(
        "business_fees.period.invited",
        row,
        actor=actor,
        at=at,
        on_behalf_of=row.establishment.party_id,
        after={"number": number, "answer_by": until},
    )


@transaction.atomic(durable=True)
def assess_missing(
    *,
    expected_id: int,
    bases: Mapping[str, Decimal],
    reason: str,
    actor: User,
    at: datetime,
    key: str,
    attachments: Sequence[str] = (),
) -> Declaration:
    """Propose an own finding for a period whose invitation went unanswered; nothing is charged yet.

    :param reason: what the officer found and how
    :raises NotOverdue: if the period is not invited
    :raises InvitationRuns: if the time to answer has not passed
    :raises ReceiverIsAade: if ΑΑΔΕ receives the declaration of the period
    """
    statement = Statement(
        bases=bases,
        actor=actor,
        at=at,
        key=key,
        origin=Origin.FINDING,
        attachments=attachments,
        reason=reason,
    )
    digest = statement.digest(f"finding {expected_id}")
    expected = _locked(expected_id)
    known = sent_before(key, digest)
    if known:
        return known
    _check_assessable(expected, at)
    establishment = expected.establishment
    slots = slots_of(establishment, expected.tax_period, liable_categories(establishment))
    finding = write_declaration(
        expected, slots, statement, digest=digest, state=DeclarationState.PROPOSED
    )
    move_period(expected, PeriodState.ASSESSED)
    _note(finding, "proposed", actor, at, reason)
    return finding


@transaction.atomic(durable=True)
def certify_finding(*, declaration_id: int, actor: User, at: datetime) -> Declaration:
    """Certify another officer's finding, which charges it; certifying twice changes nothing.

    :raises SameOfficer: if the actor proposed it
    :raises IllegalMove: if it was dropped
    """
    finding = Declaration.objects.select_related("expected").get(pk=declaration_id)
    expected = _locked(finding.expected_id)
    finding.refresh_from_db(fields=["state"])
    if finding.state == DeclarationState.FILED:
        return finding
    if finding.declared_by_id == actor.pk:
        raise SameOfficer
    move_declaration(finding, DeclarationState.FILED)
    move_period(expected, PeriodState.CERTIFIED)
    debts.settle(finding, previous=None, actor=actor, at=at)
    finding.save(update_fields=["settlement", "charge_code"])
    if not debts.is_anything_open(expected):
        move_period(expected, PeriodState.PAID)
    _note(finding, "certified", actor, at)
    return finding


@transaction.atomic(durable=True)
def drop_finding(*, declaration_id: int, reason: str, actor: User, at: datetime) -> Declaration:
    """Drop a finding that is not certified; the period waits for a declaration again."""
    finding = Declaration.objects.get(pk=declaration_id)
    expected = _locked(finding.expected_id)
    finding.refresh_from_db(fields=["state"])
    move_declaration(finding, DeclarationState.DROPPED)
    move_period(expected, PeriodState.INVITED)
    _note(finding, "dropped", actor, at, reason)
    return finding


def _locked(expected_id: int) -> ExpectedPeriod:
    rows = ExpectedPeriod.objects.select_for_update(of=("self",)).select_related("establishment")
    return rows.get(pk=expected_id)


def _check_assessable(expected: ExpectedPeriod, at: datetime) -> None:
    if expected.state != PeriodState.INVITED or expected.answer_by is None:
        raise NotOverdue
    if athens_day(at) <= expected.answer_by:
        raise InvitationRuns(expected.answer_by)
    check_liable(expected.establishment)
    check_receiver(expected)


def _note(finding: Declaration, verb: str, actor: User, at: datetime, note: str = "") -> None:
    record(
        f"business_fees.finding.{verb}",
        finding,
        actor=actor,
        at=at,
        on_behalf_of=finding.on_behalf_of_id,
        after={"fee": finding.fee_total, "state": finding.state},
        note=note,
    )
