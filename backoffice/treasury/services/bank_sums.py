"""Sums of the bank's report that name no debt: entered, matched by two people, undone by two."""

from datetime import date, datetime, time
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import ATHENS, athens_day
from backoffice.kernel.money import cents
from backoffice.kernel.states import check_move
from backoffice.ledger import services as ledger
from backoffice.ledger.services import LineSpec
from backoffice.revenue import queries as revenue_queries
from backoffice.revenue import services as revenue
from backoffice.treasury.errors import MatchRefused, SecondPersonNeeded, SumRefused, WrongAmount
from backoffice.treasury.models import BankMatch, BankSum
from backoffice.treasury.states import LIVE_MATCHES, MATCH_MOVES, MatchState

SOURCE = "treasury.bank_sum"
#: Receivables from collections made by third parties; collections under investigation.
CLEARING = "49301"
RESTING = "5990103"


@transaction.atomic
def enter_sum(
    *,
    bank_reference: str,
    amount: Decimal,
    paid_on: date,
    actor: User,
    at: datetime,
    payer: str = "",
    text: str = "",
) -> BankSum:
    """Enter a line of the bank's report whose debt nobody knows; the money rests until it is
    matched. The same line again gives the same sum.

    :param bank_reference: the bank's own name for this transfer, never used for another
    :param amount: euros that came
    :param paid_on: the day the payer paid
    :raises WrongAmount: if the amount is not above zero, in whole cents
    :raises SumRefused: if the reference is missing, or stands for other money
    """
    reference = bank_reference.strip()[:100]
    if not reference or paid_on > athens_day(at):
        raise SumRefused(_("Enter the bank's reference and the day, today or earlier."))
    if amount <= 0 or amount != cents(amount):
        raise WrongAmount(_("Enter an amount above zero with at most two decimals."))
    known = BankSum.objects.filter(bank_reference=reference).first()
    if known is None and revenue_queries.is_booked(reference):
        raise SumRefused(
            _("The bank reference %(reference)s is booked already as a payment.")
            % {"reference": reference}
        )
    if known is not None:
        return _same(known, amount, paid_on)
    return _enter(reference, amount, paid_on, payer, text, actor, at)


def _same(known: BankSum, amount: Decimal, paid_on: date) -> BankSum:
    if (known.amount, known.paid_on) != (amount, paid_on):
        raise SumRefused(
            _("The bank reference %(reference)s stands for another sum already.")
            % {"reference": known.bank_reference}
        )
    return known


def _enter(
    reference: str, amount: Decimal, paid_on: date, payer: str, text: str, actor: User, at: datetime
) -> BankSum:
    made = BankSum(
        bank_reference=reference,
        amount=amount,
        paid_on=paid_on,
        payer=payer.strip()[:140],
        text=text.strip()[:400],
        entered_by=actor,
        entered_at=at,
    )
    made.entry = ledger.post(
        journal="COL",
        on=athens_day(at),
        lines=[LineSpec(CLEARING, amount, 0), LineSpec(RESTING, 0, amount)],
        source=Source(SOURCE, made.code),
        purpose="arrival",
        text=f"{reference} {payer}"[:240],
        actor=actor,
        at=at,
    )
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise SumRefused(_("Somebody else entered this line a moment ago.")) from error
    after = {"amount": amount, "reference": reference}
    record("treasury.bank_sum.entered", made, actor=actor, at=at, after=after)
    return made


@transaction.atomic
def propose_match(
    *,
    sum_id: int,
    party_id: int,
    note: str,
    actor: User,
    at: datetime,
    charge_id: int | None = None,
    as_credit: bool = False,
) -> BankMatch:
    """Say whose a sum is, and for which debt if that is known; another person approves.

    :param charge_id: the debt; without one it goes to the oldest by the law's order
    :param as_credit: keep it as the person's credit, whatever is owed
    :param note: how it was found out
    :raises MatchRefused: if the sum is matched already, or no reason is given
    """
    if not note.strip():
        raise MatchRefused(_("Say how you found out; it stays with the sum."))
    held = _locked(sum_id)
    if held.matches.filter(state__in=LIVE_MATCHES).exists():
        raise MatchRefused(_("This sum is matched already. Undo that match first."))
    match = BankMatch.objects.create(
        sum=held,
        party_id=party_id,
        charge_id=charge_id,
        as_credit=as_credit,
        note=note.strip()[:400],
        proposed_by=actor,
        proposed_at=at,
    )
    after = {"sum": str(held), "amount": held.amount, "charge": charge_id, "credit": as_credit}
    record("treasury.match.proposed", match, actor=actor, at=at, on_behalf_of=party_id, after=after)
    return match


@transaction.atomic
def approve_match(*, match_id: int, actor: User, at: datetime) -> BankMatch:
    """Book a sum to whom another person says it belongs; approved already, it changes nothing.

    :raises SecondPersonNeeded: if the actor proposed it
    :raises IllegalMove: if it is not proposed
    :raises DomainError: if revenue cannot book it so, as when nothing is owed
    """
    match = _locked_match(match_id)
    if match.state == MatchState.BOOKED and match.undo_by_id is None:
        return match
    check_move(MATCH_MOVES, MatchState(match.state), MatchState.BOOKED)
    if match.state != MatchState.PROPOSED:
        raise MatchRefused(_("This match is booked; decide on its undoing."))
    _check_second(match.proposed_by_id, actor)
    match.state, match.decided_by, match.decided_at = MatchState.BOOKED, actor, at
    _book(match, actor, at)
    match.save()
    record(
        "treasury.match.booked",
        match,
        actor=actor,
        at=at,
        on_behalf_of=match.party_id,
        after={"sum": str(match.sum), "amount": match.sum.amount},
    )
    return match


def _book(match: BankMatch, actor: User, at: datetime) -> None:
    held = match.sum
    if match.as_credit:
        match.credit = revenue.keep_unnamed(
            debtor_id=match.party_id,
            amount=held.amount,
            source=Source("treasury.bank_match", match.code),
            reason=f"Ποσό τράπεζας {held.bank_reference}",
            actor=actor,
            at=at,
        )
        return
    # Money is booked once under a reference; what was undone is booked under one more.
    again = held.matches.filter(payment__isnull=False).count()
    receipt = revenue.record_unnamed(
        debtor_id=match.party_id,
        amount=held.amount,
        method=revenue.RESTED,
        bank_reference=f"{held.bank_reference}#{again + 1}" if again else held.bank_reference,
        paid_at=datetime.combine(held.paid_on, time(12), ATHENS),
        channel="bank.report",
        actor=actor,
        at=at,
        charge_id=match.charge_id,
    )
    match.payment_id = receipt.payment_id


@transaction.atomic
def refuse_match(*, match_id: int, actor: User, at: datetime) -> BankMatch:
    """Refuse what another person said of a sum, or take back what one said oneself."""
    match = _locked_match(match_id)
    own = match.proposed_by_id == actor.pk
    state = MatchState.WITHDRAWN if own else MatchState.REFUSED
    check_move(MATCH_MOVES, MatchState(match.state), state)
    match.state = state
    if not own:
        match.decided_by, match.decided_at = actor, at
    match.save()
    record(f"treasury.match.{state.value}", match, actor=actor, at=at)
    return match


@transaction.atomic
def ask_undo(*, match_id: int, reason: str, actor: User, at: datetime) -> BankMatch:
    """Ask that a booked match be undone; another person decides.

    :raises MatchRefused: without a reason, or if it was kept as credit
    :raises IllegalMove: if it is not booked
    """
    if not reason.strip():
        raise MatchRefused(_("State the reason; it stands on the counter-receipt."))
    match = _locked_match(match_id)
    if match.as_credit:
        raise MatchRefused(
            _("This sum is a credit. Propose its refund or set-off under Credits kept.")
        )
    check_move(MATCH_MOVES, MatchState(match.state), MatchState.UNDO_ASKED)
    match.state, match.undo_reason = MatchState.UNDO_ASKED, reason.strip()[:400]
    match.undo_by, match.undo_at = actor, at
    match.save()
    record("treasury.match.undo_asked", match, actor=actor, at=at, note=reason)
    return match


@transaction.atomic
def decide_undo(*, match_id: int, undo: bool, actor: User, at: datetime) -> BankMatch:
    """Undo a match that another person asked to undo, or leave it booked.

    A counter-receipt opens the debts again; the money rests once more and can be matched anew.

    :raises SecondPersonNeeded: if the actor asked for it
    :raises DomainError: if the money was used since, as revenue says
    """
    match = _locked_match(match_id)
    state = MatchState.UNDONE if undo else MatchState.BOOKED
    if match.state != MatchState.UNDO_ASKED:
        raise MatchRefused(_("Nobody asks to undo this match. Reload the page."))
    check_move(MATCH_MOVES, MatchState(match.state), state)
    _check_second(match.undo_by_id, actor)
    match.state = state
    if undo:
        assert match.payment is not None
        match.undone_by, match.undone_at = actor, at
        revenue.reverse_payment(
            reference=match.payment.code,
            amount=match.sum.amount,
            reason=match.undo_reason,
            bank_reference=f"undo-{match.code}",
            actor=actor,
            at=at,
        )
    else:
        match.undo_by = match.undo_at = None
        match.undo_reason = ""
    match.save()
    verb = "undone" if undo else "kept"
    record(f"treasury.match.{verb}", match, actor=actor, at=at, on_behalf_of=match.party_id)
    return match


def _locked(sum_id: int) -> BankSum:
    return BankSum.objects.select_for_update(no_key=True).get(pk=sum_id)


def _locked_match(match_id: int) -> BankMatch:
    found = BankMatch.objects.select_related("sum", "payment")
    match = found.select_for_update(of=("self", "sum"), no_key=True).filter(pk=match_id).first()
    if match is None:
        raise MatchRefused(_("There is no such match. Go back to the sum."))
    return match


def _check_second(first: int | None, actor: User) -> None:
    if first == actor.pk:
        raise SecondPersonNeeded(_("You asked for this. Somebody else has to decide."))
