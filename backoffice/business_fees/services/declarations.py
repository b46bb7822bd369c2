"""Verbs of declarations: declare a period, correct what was declared, learn that it was paid."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from backoffice.audit.services import record
from backoffice.business_fees.errors import (
    DeclarationReplaced,
    NothingChanged,
    PeriodAlreadyDeclared,
    PeriodAssessed,
    PeriodNotExpected,
)
from backoffice.business_fees.models import Category, Declaration, ExpectedPeriod
from backoffice.business_fees.reading import liable_categories, slots_of
from backoffice.business_fees.states import DECLARABLE_STATES, DeclarationState, PeriodState
from backoffice.identity.models import User
from backoffice.kernel.dates import TaxPeriod

from . import debts
from .statements import (
    Origin,
    Statement,
    check_liable,
    check_open,
    check_receiver,
    lock_expected,
    move_declaration,
    move_period,
    sent_before,
    write_declaration,
)


@transaction.atomic(durable=True)
def declare(
    *,
    establishment_id: int,
    period: TaxPeriod,
    bases: Mapping[str, Decimal],
    actor: User,
    at: datetime,
    key: str,
    attachments: Sequence[str] = (),
    origin: str = Origin.ONLINE,
) -> Declaration:
    """Declare a period and charge its fee; the same key again returns the same declaration.

    :param bases: receipts in euros by `Slot.name`; zeros everywhere are a zero declaration
    :param key: any text the sender keeps for this one submission
    :raises PeriodAlreadyDeclared: if the period is declared; correct that declaration
    :raises PeriodNotOpenYet: if the period has not ended
    :raises PeriodNotExpected: if the register expects no declaration for it
    :raises NotLiable: if the establishment has no counters or seats
    :raises ReceiverIsAade: if ΑΑΔΕ receives the declaration of the period
    :raises PeriodAssessed: if the town certified its own finding
    :raises BasesIncomplete: if an amount is missing or not asked for
    :raises NoRate: if the council's rates do not cover the period
    """
    statement = Statement(
        bases=bases, actor=actor, at=at, key=key, origin=origin, attachments=attachments
    )
    digest = statement.digest(f"{establishment_id} {period}")
    expected = lock_expected(establishment_id, period, at)
    known = sent_before(key, digest)
    if known:
        return known
    _check_declarable(expected, at)
    establishment = expected.establishment
    slots = slots_of(establishment, period, liable_categories(establishment))
    _drop_finding(expected)
    declaration = write_declaration(expected, slots, statement, digest=digest)
    move_period(expected, PeriodState.FILED)
    debts.settle(declaration, previous=None, actor=actor, at=at)
    _finish(declaration, "declared", statement)
    return declaration


@transaction.atomic(durable=True)
def correct(
    *,
    declaration_id: int,
    bases: Mapping[str, Decimal],
    actor: User,
    at: datetime,
    key: str,
    reason: str = "",
    attachments: Sequence[str] = (),
    origin: str = Origin.ONLINE,
) -> Declaration:
    """Correct a declaration by a new one; the debt follows the difference.

    An unpaid charge is replaced. Where money was paid, a positive difference is a new charge and a
    negative one reduces earlier unpaid debts first, the rest staying as credit.

    :param bases: receipts in euros by `Slot.name`, all of them anew
    :raises DeclarationReplaced: if a later declaration holds
    :raises NothingChanged: if neither an amount nor an attachment is new
    :raises PeriodAssessed: if what holds is the town's own finding and a citizen corrects it
    """
    statement = Statement(
        bases=bases,
        actor=actor,
        at=at,
        key=key,
        origin=origin,
        attachments=attachments,
        reason=reason,
    )
    digest = statement.digest(f"corrects {declaration_id}")
    previous = Declaration.objects.select_related("expected").get(pk=declaration_id)
    expected = lock_expected(previous.expected.establishment_id, previous.expected.tax_period, at)
    known = sent_before(key, digest)
    if known:
        return known
    previous.refresh_from_db()
    _check_correctable(previous, statement)
    categories = Category.objects.filter(
        pk__in=previous.lines.values_list("category_id", flat=True)
    ).order_by("pk")
    slots = slots_of(expected.establishment, expected.tax_period, categories)
    move_declaration(previous, DeclarationState.REPLACED)
    declaration = write_declaration(expected, slots, statement, digest=digest, corrects=previous)
    move_period(expected, PeriodState.FILED)
    debts.settle(declaration, previous=previous, actor=actor, at=at)
    _finish(declaration, "corrected", statement)
    return declaration


def _check_declarable(expected: ExpectedPeriod, at: datetime) -> None:
    check_open(expected, at)
    if expected.state not in DECLARABLE_STATES:
        _refuse_declared(expected)
    check_liable(expected.establishment)
    check_receiver(expected)


def _refuse_declared(expected: ExpectedPeriod) -> None:
    held = expected.declarations.filter(state=DeclarationState.FILED).first()
    if held is None:
        raise PeriodNotExpected
    if held.origin == Origin.FINDING:
        raise PeriodAssessed(held.receipt)
    raise PeriodAlreadyDeclared(held.receipt, held.code)


def _check_correctable(previous: Declaration, statement: Statement) -> None:
    if previous.state != DeclarationState.FILED:
        held = previous.expected.declarations.filter(state=DeclarationState.FILED).first()
        raise DeclarationReplaced(held.receipt if held else previous.receipt)
    if previous.origin == Origin.FINDING and statement.origin == Origin.ONLINE:
        raise PeriodAssessed(previous.receipt)
    before = {
        f"{key}:{first.isoformat()}": base
        for key, first, base in previous.lines.values_list("category__key", "first_on", "base")
    }
    if before == dict(statement.bases) and not statement.attachments:
        raise NothingChanged


def _drop_finding(expected: ExpectedPeriod) -> None:
    for finding in expected.declarations.filter(state=DeclarationState.PROPOSED):
        move_declaration(finding, DeclarationState.DROPPED)


def _finish(declaration: Declaration, verb: str, statement: Statement) -> None:
    declaration.save(update_fields=["settlement", "charge_code"])
    expected = declaration.expected
    if not debts.owes_after(declaration):
        move_period(expected, PeriodState.PAID)
    record(
        f"business_fees.declaration.{verb}",
        declaration,
        actor=statement.actor,
        at=statement.at,
        on_behalf_of=declaration.on_behalf_of_id,
        after={
            "period": expected.period,
            "fee": declaration.fee_total,
            "difference": declaration.difference,
            "settlement": declaration.settlement,
        },
        note=statement.reason,
    )


@transaction.atomic
def mark_settled(*, declaration_id: int, at: datetime) -> None:
    """Learn from revenue that a charge of a declaration was paid; repeating changes nothing."""
    declaration = Declaration.objects.select_related("expected").get(pk=declaration_id)
    expected = ExpectedPeriod.objects.select_for_update().get(pk=declaration.expected_id)
    payable = {PeriodState.FILED, PeriodState.CERTIFIED}
    if expected.state not in payable or debts.is_anything_open(expected):
        return
    Declaration.objects.filter(pk=declaration_id, settled_at__isnull=True).update(settled_at=at)
    before = {"state": expected.state}
    move_period(expected, PeriodState.PAID)
    record(
        "business_fees.declaration.settled",
        declaration,
        actor=None,
        at=at,
        on_behalf_of=declaration.on_behalf_of_id,
        before=before,
        after={"state": expected.state},
    )


@transaction.atomic
def settle_quietly(*, at: datetime) -> int:
    """Settle filed periods whose debt a credit covered: no receipt tells of it."""
    waiting = (
        ExpectedPeriod.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("establishment")
        .filter(
            state__in=[PeriodState.FILED, PeriodState.CERTIFIED],
            declarations__state=DeclarationState.FILED,
        )
    )
    rows = list(waiting.order_by("pk"))
    owing = debts.periods_owing(rows)
    settled = [row for row in rows if row.pk not in owing]
    for row in settled:
        move_period(row, PeriodState.PAID)
        record(
            "business_fees.period.settled",
            row,
            actor=None,
            at=at,
            on_behalf_of=row.establishment.party_id,
        )
    return len(settled)
