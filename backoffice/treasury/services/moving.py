"""Cash that moves without a receipt: floats, deposits, differences; each posted at once.

Supplies and deposits pass between till and bank (finance reference, template R10). The reference
has no template for differences of a till. Money found over is not the town's until somebody knows
whose it is, so a surplus waits among collections under investigation; what is missing is a claim
on the cashier, who answers for the till, until the competent organ charges or relieves (the
imputation, account 1.5.6.04, is that later decision). Neither is income or expense of the day.
"""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.kernel.money import cents
from backoffice.ledger import services as ledger
from backoffice.ledger.services import LineSpec
from backoffice.treasury.errors import SlipMissing, TillTooLow, WrongAmount
from backoffice.treasury.models import Movement, Session
from backoffice.treasury.queries.tills import till_of
from backoffice.treasury.states import MovementKind
from theme.formatting import euro

from .locks import session_to_move_in

CASH = "42101"
SURPLUS = "5990103"
SHORTAGE = "4990101"


@transaction.atomic
def supply_till(*, amount: Decimal, slip: str, key: str, actor: User, at: datetime) -> Movement:
    """Put money drawn from the bank into the till of the cashier's session.

    :param amount: euros
    :param slip: the number of the bank's slip
    :raises NoOpenSession: if the cashier has none
    :raises SlipMissing: without a slip
    """
    _check(amount, slip)
    session = session_to_move_in(actor, at)
    return move_supply(session, amount, slip, key, actor, at)


@transaction.atomic
def deposit_cash(*, amount: Decimal, slip: str, key: str, actor: User, at: datetime) -> Movement:
    """Bring cash of the till to the bank; the same key again gives the same movement.

    :param amount: euros
    :param slip: the number of the bank's slip
    :raises NoOpenSession: if the cashier has none
    :raises TillTooLow: if the till holds less
    :raises SlipMissing: without a slip
    """
    _check(amount, slip)
    session = session_to_move_in(actor, at)
    known = Movement.objects.filter(key=key).first()
    if known is not None:
        return known
    require_cash(session, amount)
    lines = [LineSpec(session.desk.bank_account, amount, 0), LineSpec(CASH, 0, amount)]
    return _move(session, MovementKind.DEPOSIT, -amount, lines, key, actor, at, slip=slip)


def move_supply(
    session: Session, amount: Decimal, slip: str, key: str, actor: User, at: datetime
) -> Movement:
    """Put money from the bank into the till of a locked session."""
    known = Movement.objects.filter(key=key).first()
    if known is not None:
        return known
    lines = [LineSpec(CASH, amount, 0), LineSpec(session.desk.bank_account, 0, amount)]
    return _move(session, MovementKind.SUPPLY, amount, lines, key, actor, at, slip=slip)


def move_difference(
    session: Session,
    gap: Decimal,
    reason: str,
    key: str,
    actor: User,
    approver: User | None,
    at: datetime,
) -> Movement:
    """Post what is too much or too little in the till of a locked session.

    :param gap: euros; below zero for a shortage
    """
    if gap > 0:
        lines = [LineSpec(CASH, gap, 0), LineSpec(SURPLUS, 0, gap)]
        kind = MovementKind.SURPLUS
    else:
        lines = [LineSpec(SHORTAGE, -gap, 0), LineSpec(CASH, 0, -gap)]
        kind = MovementKind.SHORTAGE
    return _move(session, kind, gap, lines, key, actor, at, reason=reason, approver=approver)


def require_cash(session: Session, amount: Decimal) -> None:
    """Refuse to take more out of a till than it holds.

    :raises TillTooLow: if it holds less
    """
    held = till_of(session).cash
    if amount > held:
        raise TillTooLow(
            _("The till holds %(held)s. Enter that or less, or put a float into it first.")
            % {"held": euro(held)}
        )


def _check(amount: Decimal, slip: str) -> None:
    if amount <= 0 or amount != cents(amount):
        raise WrongAmount(_("Enter an amount above zero with at most two decimals."))
    if not slip.strip():
        raise SlipMissing(_("Enter the number of the bank's slip; it proves the movement."))


def _move(
    session: Session,
    kind: MovementKind,
    amount: Decimal,
    lines: list[LineSpec],
    key: str,
    actor: User,
    at: datetime,
    *,
    slip: str = "",
    reason: str = "",
    approver: User | None = None,
) -> Movement:
    entry = ledger.post(
        journal="GEN",
        on=athens_day(at),
        lines=lines,
        source=Source("treasury.movement", key[:40]),
        purpose=kind.value,
        text=f"{session} {kind.label}"[:240],
        actor=actor,
        at=at,
    )
    movement = Movement.objects.create(
        key=key[:40],
        session=session,
        kind=kind,
        amount=amount,
        slip=slip.strip()[:60],
        reason=reason.strip()[:400],
        made_by=actor,
        approved_by=approver,
        made_at=at,
        entry=entry,
    )
    if kind in (MovementKind.SUPPLY, MovementKind.DEPOSIT):
        verb = "supplied" if kind == MovementKind.SUPPLY else "deposited"
        record(
            f"treasury.cash.{verb}",
            movement,
            actor=actor,
            at=at,
            after={"session": str(session), "amount": amount, "slip": slip},
        )
    return movement
