"""Decisions on debts and credits: proposed by one person, approved by another, carried out."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.identity.queries import departments_as_tree
from backoffice.kernel.counters import next_number
from backoffice.kernel.dates import athens_day
from backoffice.kernel.money import ZERO
from backoffice.kernel.states import check_move
from backoffice.revenue.act_states import ACT_MOVES, CAUSES, ActKind, ActState, Organ
from backoffice.revenue.models import Act, ActItem, ActLimit
from theme.formatting import euro

from .account_numbers import checked_iban, holder
from .act_carrying import carry
from .act_effects import Effect, Item, ground_of, lock_rows, planned
from .act_errors import (
    AboveTheLimit,
    ActDoesNotFit,
    CauseUnfit,
    DecisionMissing,
    OpinionMissing,
    SecondPersonNeeded,
    UnknownAct,
)
from .errors import NothingChosen, ReasonMissing
from .objection_ends import after_act

ACT_SERIES = "revenue:act"
DEPARTMENT = "revenue"


@transaction.atomic
def propose_act(
    *,
    kind: str,
    cause: str,
    items: Sequence[Item],
    reason: str,
    actor: User,
    at: datetime,
    organ: str = "",
    iban: str = "",
    payee: str = "",
) -> Act:
    """Propose to write off, correct, waive, let lapse, pay back or set off; it changes no debt yet.

    Legal sources: ν.3463/2006 άρθρο 174, ν.3852/2010 άρθρο 74Α §2 περ. δ΄-ε΄, ν.4978/2022 άρθρο 75.

    :param items: debts or credits of one person, with euros or none for all there is
    :param organ: who is to decide; without one, the lowest that may
    :param iban: the account a refund goes to, and `payee` its holder
    :raises ActDoesNotFit: if a debt or credit does not hold that much
    :raises CauseUnfit: if the law knows no such cause for this kind, or not yet
    :raises AboveTheLimit: if the organ may not decide on so much
    :raises BadIban: if a refund's account number is wrong
    :raises ReasonMissing: if no reasons are given
    """
    check_reason(reason)
    act, effects = new_act(kind, cause, items, athens_day(at), organ, iban, payee)
    act.state, act.reason = ActState.PROPOSED, reason.strip()
    act.proposer, act.proposed_at = actor, at
    return enter_act(act, items, effects, "revenue.act.proposed", actor, at)


def new_act(
    kind: str,
    cause: str,
    items: Sequence[Item],
    day: date,
    organ: str,
    iban: str,
    payee: str,
) -> tuple[Act, list[Effect]]:
    """Return an act with what it would do, not yet entered."""
    _check_cause(kind, cause)
    if not items:
        raise NothingChosen(_("Choose at least one debt, and each debt once."))
    effects = planned(kind, cause, items, ground_of(items, day))
    if len({effect.party_id for effect in effects}) > 1:
        raise NothingChosen(_("An act concerns one person. Propose one for each."))
    total = sum((effect.amount for effect in effects), ZERO)
    act = Act(
        kind=kind,
        cause=cause,
        party_id=effects[0].party_id,
        amount=total,
        organ=organ_for(kind, total, day, organ),
    )
    if kind == ActKind.REFUND:
        act.iban, act.payee = checked_iban(iban), holder(payee)
    act.department_id = _department(day)
    return act, effects


def enter_act(
    act: Act,
    items: Sequence[Item],
    effects: Sequence[Effect],
    verb: str,
    actor: User | None,
    at: datetime,
) -> Act:
    """Enter an act under its number, with its items."""
    act.year = athens_day(at).year
    act.number = next_number(ACT_SERIES, act.year)
    act.created_at = at
    act.save(force_insert=True)
    ActItem.objects.bulk_create(
        ActItem(
            act=act,
            position=place,
            charge_id=item.charge_id,
            credit_id=item.credit_id,
            amount=effect.amount,
        )
        for place, (item, effect) in enumerate(zip(items, effects, strict=True), 1)
    )
    after = {"kind": act.kind, "cause": act.cause, "amount": act.amount, "organ": act.organ}
    record(verb, act, actor=actor, at=at, on_behalf_of=act.party_id, after=after, note=act.reason)
    return act


def check_reason(reason: str) -> None:
    """Refuse an act without reasons."""
    if not reason.strip():
        raise ReasonMissing(_("State the reasons; they stand on the act."))


def _check_cause(kind: str, cause: str) -> None:
    if cause not in CAUSES.get(ActKind(kind), ()):
        raise CauseUnfit(_("The law knows no such cause for this act. Choose one from the list."))


def _department(day: date) -> int | None:
    return next(
        (unit.pk for _depth, unit in departments_as_tree(day) if unit.code == DEPARTMENT), None
    )


def organ_for(kind: str, amount: Decimal, day: date, organ: str = "") -> str:
    """Return the organ that decides on an amount: the one named, or the lowest that may.

    :raises AboveTheLimit: if the organ named, or every organ, may not
    """
    limits = [limit for limit in ActLimit.objects.filter(kind=kind) if limit.holds_on(day)]
    limits.sort(key=lambda limit: (limit.up_to is None, limit.up_to or ZERO))
    if organ:
        limits = [limit for limit in limits if limit.organ == organ]
    for limit in limits:
        if limit.up_to is None or amount <= limit.up_to:
            return limit.organ
    if limits and limits[-1].up_to is not None:
        raise AboveTheLimit(
            _("The %(organ)s decides up to %(limit)s, and this is %(amount)s. Choose a higher one.")
            % {
                "organ": Organ(limits[-1].organ).label,
                "limit": euro(limits[-1].up_to),
                "amount": euro(amount),
            }
        )
    raise AboveTheLimit(_("This organ does not decide on such acts. Choose another."))


def locked_act(act_id: int) -> Act:
    """Lock an act.

    :raises UnknownAct: if there is none
    """
    act = Act.objects.select_for_update(no_key=True).filter(pk=act_id).first()
    if act is None:
        raise UnknownAct(_("There is no such act. Go back to the list and choose one."))
    return act


def _move(act: Act, state: ActState) -> None:
    check_move(ACT_MOVES, ActState(act.state), state)
    act.state = state


def _save(act: Act, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(act, name, value)
    act.save(update_fields=["state", *fields])


@transaction.atomic
def take_up(
    *, act_id: int, reason: str, actor: User, at: datetime, cause: str = "", organ: str = ""
) -> Act:
    """Propose what a citizen asked for to the organ that decides.

    :raises ActDoesNotFit: if the credit no longer holds that much
    :raises AboveTheLimit: if the organ may not decide on so much
    """
    check_reason(reason)
    act = locked_act(act_id)
    _move(act, ActState.PROPOSED)
    day = athens_day(at)
    _replanned(act, day)
    fields = {
        "cause": cause or act.cause,
        "organ": organ_for(act.kind, act.amount, day, organ),
        "reason": reason.strip(),
        "proposer": actor,
        "proposed_at": at,
    }
    _check_cause(act.kind, str(fields["cause"]))
    _save(act, fields)
    record("revenue.act.proposed", act, actor=actor, at=at, note=reason)
    return act


def items_of(act: Act) -> list[Item]:
    """Return the items of an act as planning takes them."""
    return [
        Item(row.charge_id, row.credit_id, row.amount) for row in act.items.order_by("position")
    ]


def _replanned(act: Act, day: date) -> list[Effect]:
    items = items_of(act)
    return planned(act.kind, act.cause, items, ground_of(items, day))


@transaction.atomic
def give_opinion(*, act_id: int, opinion: str, actor: User, at: datetime) -> Act:
    """Say the treasury's opinion on what was proposed (ν.3463/2006 άρθρο 174 §3); once.

    :raises IllegalMove: if it is decided already
    """
    check_reason(opinion)
    act = locked_act(act_id)
    if act.state != ActState.PROPOSED or act.opinion:
        raise ActDoesNotFit(_("An opinion is given once, before the decision. Reload the page."))
    _save(act, {"opinion": opinion.strip()[:2000], "opinion_by": actor, "opinion_at": at})
    record("revenue.act.opinion", act, actor=actor, at=at, note=opinion)
    return act


@transaction.atomic
def approve_act(
    *,
    act_id: int,
    decision_number: str,
    decision_on: date,
    actor: User,
    at: datetime,
    ada: str = "",
) -> Act:
    """Enter the decision that approves an act; another person than the proposer does.

    :param decision_number: number and year of the organ's decision
    :raises SecondPersonNeeded: if the actor proposed it or asked for it
    :raises OpinionMissing: if the treasury has not said its opinion where the law wants it
    :raises AboveTheLimit: if the limit of the organ has become lower
    :raises ActDoesNotFit: if the debts or credits no longer hold that much
    """
    act = locked_act(act_id)
    check_move(ACT_MOVES, ActState(act.state), ActState.APPROVED)
    _check_second(act, actor)
    day = athens_day(at)
    if not decision_number.strip() or decision_on > day:
        raise DecisionMissing(_("Enter the number of the decision and its day, today or earlier."))
    if act.needs_opinion and not act.opinion:
        raise OpinionMissing(
            _("For this cause the treasury says its opinion first (ν.3463/2006 άρθρο 174 §3).")
        )
    organ_for(act.kind, act.amount, day, act.organ)
    _replanned(act, day)
    _move(act, ActState.APPROVED)
    fields = {
        "decision_number": decision_number.strip(),
        "decision_on": decision_on,
        "ada": ada.strip(),
        "approver": actor,
        "decided_at": at,
    }
    _save(act, fields)
    after = {"decision": act.decision_number, "on": decision_on, "amount": act.amount}
    record("revenue.act.approved", act, actor=actor, at=at, on_behalf_of=act.party_id, after=after)
    return act


def _check_second(act: Act, actor: User) -> None:
    if actor.pk in (act.proposer_id, act.requester_id):
        raise SecondPersonNeeded(_("You proposed this act. Another person approves or refuses it."))


@transaction.atomic
def refuse_act(*, act_id: int, reason: str, actor: User, at: datetime) -> Act:
    """Refuse what another person proposed or asked for, with the reasons.

    :raises SecondPersonNeeded: if the actor proposed it or asked for it
    """
    check_reason(reason)
    act = locked_act(act_id)
    _move(act, ActState.REFUSED)
    _check_second(act, actor)
    _save(act, {"refusal": reason.strip()[:400], "approver": actor, "decided_at": at})
    after_act(act, actor, at)
    record("revenue.act.refused", act, actor=actor, at=at, note=reason)
    return act


@transaction.atomic
def withdraw_act(*, act_id: int, reason: str, actor: User | None, at: datetime) -> Act:
    """Take back an act that was not carried out; an approved one that no longer fits, too."""
    check_reason(reason)
    act = locked_act(act_id)
    _move(act, ActState.WITHDRAWN)
    _save(act, {"refusal": reason.strip()[:400]})
    after_act(act, actor, at)
    record("revenue.act.withdrawn", act, actor=actor, at=at, note=reason)
    return act


@transaction.atomic
def carry_out_act(*, act_id: int, actor: User, at: datetime) -> Act:
    """Do what was approved: debts and credits become less and the books say so.

    What is left of the rows is worked out again under locks: a payment may have come meanwhile.
    A refund is owed from here on, until the bank has paid it. Again changes nothing.

    :raises IllegalMove: if it is not approved
    :raises ActDoesNotFit: if the debts or credits no longer hold that much
    """
    act = locked_act(act_id)
    if act.state == ActState.DONE:
        return act
    check_move(ACT_MOVES, ActState(act.state), ActState.DONE)
    items = items_of(act)
    lock_rows(items)
    effects = _replanned(act, athens_day(at))
    carry(act, effects, actor, at)
    _move(act, ActState.DONE)
    _save(act, {"carrier": actor, "carried_at": at})
    after_act(act, actor, at)
    record(
        "revenue.act.carried_out",
        act,
        actor=actor,
        at=at,
        on_behalf_of=act.party_id,
        after={"kind": act.kind, "amount": act.amount, "decision": act.decision_number},
    )
    return act
