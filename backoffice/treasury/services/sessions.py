"""A day at a desk: opened with a counted float, counted again, closed."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.counters import next_number
from backoffice.kernel.dates import athens_day
from backoffice.kernel.money import ZERO, cents
from backoffice.kernel.states import check_move
from backoffice.treasury.errors import (
    CountMissing,
    DeskBusy,
    DifferenceUnexplained,
    NoOpenSession,
    SecondPersonNeeded,
    UnknownDesk,
    WrongAmount,
)
from backoffice.treasury.models import Desk, Session
from backoffice.treasury.queries.tills import till_of
from backoffice.treasury.rules import Pieces, UnknownDenomination, total_of
from backoffice.treasury.states import SESSION_MOVES, SessionState
from theme.formatting import euro

from .locks import locked_session
from .moving import move_difference, move_supply

SERIES = "treasury:session:{desk}"


@dataclass(frozen=True, slots=True)
class Count:
    """What was counted at the end of a day.

    :param pieces: notes and coins in the till, by denomination
    :param card_total: euros on the terminal's closing slip
    :param card_batch: the number of that slip
    """

    pieces: Pieces
    card_total: Decimal = ZERO
    card_batch: str = ""


@transaction.atomic
def open_session(
    *,
    desk_id: int,
    pieces: Pieces,
    key: str,
    actor: User,
    at: datetime,
    slip: str = "",
    reason: str = "",
) -> Session:
    """Open a desk with its float counted; the same key again gives the same session.

    What is counted should be what was left. More of it may be a float drawn from the bank, named
    by its slip; any other difference has a reason, and above the desk's limit a second person.

    :param pieces: notes and coins counted, by denomination
    :param slip: the number of the bank's slip, if the float was drawn this morning
    :raises DeskBusy: if the desk or the cashier has a session that is not closed
    :raises DifferenceUnexplained: if the count differs and no reason is given
    """
    desk = Desk.objects.select_for_update(no_key=True).filter(pk=desk_id, is_active=True).first()
    known = Session.objects.filter(key=key).first()
    if known is not None:
        return known
    if desk is None:
        raise UnknownDesk(_("The cash desk is not in use. Choose another one."))
    session = _begin(desk, pieces, key, actor, at)
    gap = session.opening - session.left
    is_drawn = bool(slip.strip()) and gap > 0
    if gap and not is_drawn and not reason.strip():
        raise DifferenceUnexplained(
            _("%(left)s was left in the till and %(counted)s is counted. Count again, or say why.")
            % {"left": euro(session.left), "counted": euro(session.opening)}
        )
    session.reason = reason.strip()[:400]
    if abs(gap) > desk.limit and not is_drawn:
        session.state = SessionState.WAITING
    _create(session)
    if is_drawn:
        move_supply(session, gap, slip, f"open:{session.code}", actor, at)
    elif gap and session.state == SessionState.OPEN:
        move_difference(session, gap, reason, f"open:{session.code}", actor, None, at)
    after = {"desk": desk.code, "left": session.left, "counted": session.opening}
    record("treasury.session.opened", session, actor=actor, at=at, after=after, note=reason)
    return session


def _begin(desk: Desk, pieces: Pieces, key: str, actor: User, at: datetime) -> Session:
    last = desk.sessions.order_by("-id").first()
    return Session(
        key=key,
        desk=desk,
        year=athens_day(at).year,
        cashier=actor,
        on=athens_day(at),
        state=SessionState.OPEN,
        limit=desk.limit,
        opened_at=at,
        follows=last,
        left=last.closing if last and last.closing is not None else ZERO,
        opening_pieces=dict(pieces),
        opening=_counted(pieces),
    )


def _create(session: Session) -> None:
    busy = Session.objects.exclude(state=SessionState.CLOSED)
    if busy.filter(desk=session.desk).exists() or busy.filter(cashier=session.cashier).exists():
        raise _busy()
    session.number = next_number(SERIES.format(desk=session.desk.code), session.year)
    try:
        with transaction.atomic():
            session.save(force_insert=True)
    except IntegrityError as error:
        # The cashier opened another desk at this very moment.
        raise _busy() from error


def _busy() -> DeskBusy:
    return DeskBusy(
        _("The desk or you have a session that is not closed. Close it before you open another.")
    )


def _counted(pieces: Pieces) -> Decimal:
    try:
        return total_of(pieces)
    except UnknownDenomination as error:
        raise CountMissing(
            _("There is no such note or coin: %(what)s. Count by the denominations shown.")
            % {"what": error}
        ) from error


@transaction.atomic
def approve_opening(*, session_id: int, actor: User, at: datetime) -> Session:
    """Approve a float that differs from what was left, as a second person, and open the desk.

    :raises SecondPersonNeeded: if the cashier approves
    :raises IllegalMove: if it does not await approval
    """
    session = locked_session(session_id)
    _second(session, actor)
    check_move(SESSION_MOVES, SessionState(session.state), SessionState.OPEN)
    if session.state != SessionState.WAITING:
        raise NoOpenSession(_("The opening does not await approval. Reload the page."))
    gap = session.opening - session.left
    key = f"open:{session.code}"
    move_difference(session, gap, session.reason, key, session.cashier, actor, at)
    session.state = SessionState.OPEN
    session.save(update_fields=["state"])
    record("treasury.session.opening_approved", session, actor=actor, at=at, after={"gap": gap})
    return session


@transaction.atomic
def close_session(
    *, session_id: int, count: Count, actor: User, at: datetime, reason: str = ""
) -> Session:
    """Count a desk and close it; repeated after the close, it changes nothing.

    Only the cashier counts. A difference has a reason; above the limit the desk stays counted
    until a second person approves. What is left in the till is the float of the next cashier.

    :raises NoOpenSession: if it is not the cashier's own
    :raises DifferenceUnexplained: if count and books differ and no reason is given
    """
    session = locked_session(session_id)
    if session.cashier_id != actor.pk:
        raise NoOpenSession(_("Only the cashier counts the desk. Ask the cashier to close it."))
    if session.state == SessionState.CLOSED:
        return session
    check_move(SESSION_MOVES, SessionState(session.state), SessionState.COUNTED)
    _note_count(session, count, reason, at)
    if is_great(session):
        session.state = SessionState.COUNTED
        session.save()
        record("treasury.session.counted", session, actor=actor, at=at, after=_facts(session))
        return session
    return _close(session, None, actor, at)


def _note_count(session: Session, count: Count, reason: str, at: datetime) -> None:
    counted, card = _counted(count.pieces), count.card_total
    if card != cents(card):
        raise WrongAmount(_("Enter the terminal's total with at most two decimals."))
    till = till_of(session)
    if (counted, card) != (till.cash, till.card) and not reason.strip():
        raise DifferenceUnexplained(
            _(
                "The till should hold %(cash)s and the terminal say %(card)s; "
                "you counted %(counted)s and %(total)s. Count again, or say why they differ."
            )
            % {
                "cash": euro(till.cash),
                "card": euro(till.card),
                "counted": euro(counted),
                "total": euro(card),
            }
        )
    session.closing_pieces, session.closing = dict(count.pieces), counted
    session.card_total, session.card_batch = card, count.card_batch[:60]
    session.expected, session.card_expected = till.cash, till.card
    session.reason, session.counted_at = reason.strip()[:400], at


def is_great(session: Session) -> bool:
    """Tell whether a counted difference is above what one person may settle."""
    assert session.closing is not None
    assert session.expected is not None
    assert session.card_total is not None
    assert session.card_expected is not None
    gaps = (session.closing - session.expected, session.card_total - session.card_expected)
    return any(abs(gap) > session.limit for gap in gaps)


def _close(session: Session, approver: User | None, actor: User, at: datetime) -> Session:
    assert session.closing is not None
    assert session.expected is not None
    gap = session.closing - session.expected
    if gap:
        key = f"close:{session.code}"
        move_difference(session, gap, session.reason, key, session.cashier, approver, at)
    session.state, session.closed_at, session.approved_by = SessionState.CLOSED, at, approver
    session.save()
    record(
        "treasury.session.closed",
        session,
        actor=actor,
        at=at,
        after=_facts(session),
        note=session.reason,
    )
    return session


def _facts(session: Session) -> dict[str, Decimal | None]:
    return {
        "expected": session.expected,
        "counted": session.closing,
        "card_expected": session.card_expected,
        "card_total": session.card_total,
    }


@transaction.atomic
def approve_close(*, session_id: int, actor: User, at: datetime) -> Session:
    """Approve the difference of a counted desk, as a second person, and close it.

    :raises SecondPersonNeeded: if the cashier approves
    :raises IllegalMove: if it is not counted
    """
    session = locked_session(session_id)
    _second(session, actor)
    if session.state != SessionState.COUNTED:
        check_move({session.state: set()}, session.state, SessionState.CLOSED)
    return _close(session, actor, actor, at)


@transaction.atomic
def count_anew(*, session_id: int, reason: str, actor: User, at: datetime) -> Session:
    """Open a counted desk again, so that the cashier counts once more.

    :raises DifferenceUnexplained: without a reason
    :raises IllegalMove: if it is not counted
    """
    if not reason.strip():
        raise DifferenceUnexplained(_("Say why it is counted once more."))
    session = locked_session(session_id)
    if session.state != SessionState.COUNTED:
        check_move({session.state: set()}, session.state, SessionState.OPEN)
    before = _facts(session)
    session.state, session.reason = SessionState.OPEN, ""
    session.closing = session.closing_pieces = session.card_total = session.counted_at = None
    session.expected = session.card_expected = None
    session.save()
    record("treasury.session.recounted", session, actor=actor, at=at, before=before, note=reason)
    return session


def _second(session: Session, actor: User) -> None:
    if session.cashier_id == actor.pk:
        raise SecondPersonNeeded(
            _("You keep this desk. Somebody else who may approve has to look at it.")
        )
