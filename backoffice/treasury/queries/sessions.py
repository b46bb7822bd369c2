"""Sessions as screens, prints and the months show them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from backoffice.identity.models import User
from backoffice.kernel.money import ZERO
from backoffice.treasury.models import Cancellation, Desk, Movement, Session, Taking
from backoffice.treasury.rules import Till
from backoffice.treasury.states import CancellationState, SessionState

from .tills import till_of
from .totals import TotalRow, daily_totals


@dataclass(frozen=True, slots=True)
class Report:
    """A session's X report, or its Z report once it is closed; amounts in euros."""

    session: Session
    till: Till
    takings: tuple[Taking, ...]
    movements: tuple[Movement, ...]
    totals: tuple[TotalRow, ...]

    @property
    def is_final(self) -> bool:
        """Whether it is the Z report."""
        return self.session.state == SessionState.CLOSED

    @property
    def cash_expected(self) -> Decimal:
        """Cash that should be there: as it was when it was counted, or now."""
        return self.till.cash if self.session.expected is None else self.session.expected

    @property
    def card_expected(self) -> Decimal:
        """What the terminal should say."""
        kept = self.session.card_expected
        return self.till.card if kept is None else kept

    @property
    def cash_gap(self) -> Decimal | None:
        """Counted less expected cash; none before the count."""
        closing = self.session.closing
        return None if closing is None else closing - self.cash_expected

    @property
    def card_gap(self) -> Decimal | None:
        """The terminal's total less what was taken; none before the count."""
        total = self.session.card_total
        return None if total is None else total - self.card_expected


def report_of(session: Session) -> Report:
    """Return everything that happened in a session."""
    takings = session.takings.select_related("receipt__payment__party", "receipt__reverses")
    movements = session.movements.select_related("entry", "made_by", "approved_by")
    totals = daily_totals(session.on, session.on, session_id=session.pk)
    return Report(session, till_of(session), tuple(takings), tuple(movements), tuple(totals))


def desks() -> QuerySet[Desk]:
    """Return the cash desks."""
    return Desk.objects.order_by("code")


def desks_are_kept() -> bool:
    """Tell whether the town keeps cash desks."""
    return Desk.objects.exists()


def living_session_of(user: User) -> Session | None:
    """Return a cashier's session that is not closed."""
    living = Session.objects.exclude(state=SessionState.CLOSED)
    return living.filter(cashier=user).select_related("desk").first()


def open_desks(on: date) -> list[Desk]:
    """Return the desks at which money is taken on a day, as it stands now."""
    kept = Session.objects.filter(state=SessionState.OPEN, on=on)
    return list(Desk.objects.filter(pk__in=kept.values("desk")).order_by("code"))


def taking_of_charge(charge_id: int) -> Taking | None:
    """Return the latest receipt given at a desk for a charge, one that was taken back left out."""
    found = Taking.objects.filter(
        receipt__allocations__charge=charge_id,
        receipt__reverses=None,
        receipt__reversals=None,
    )
    return found.select_related("receipt", "session__desk").order_by("-pk").first()


@dataclass(frozen=True, slots=True)
class FreeDesk:
    """A desk that may be opened, and what its last cashier left in the till, in euros."""

    desk: Desk
    left: Decimal


def free_desks() -> list[FreeDesk]:
    """Return the desks in use that nobody keeps at the moment."""
    found = Desk.objects.filter(is_active=True).exclude(
        pk__in=Session.objects.exclude(state=SessionState.CLOSED).values("desk")
    )
    return [FreeDesk(desk, _left_in(desk)) for desk in found.order_by("code")]


def _left_in(desk: Desk) -> Decimal:
    last = desk.sessions.order_by("-id").first()
    return ZERO if last is None or last.closing is None else last.closing


def sessions(
    *, first: date, last: date, desk: str = "", state: str = "", cashier: User | None = None
) -> QuerySet[Session]:
    """Return sessions of a range of days, the latest first, with `cash` and `card` taken."""
    found = Session.objects.filter(on__gte=first, on__lte=last).select_related(
        "desk", "cashier", "approved_by"
    )
    if desk:
        found = found.filter(desk__code=desk)
    if state:
        found = found.filter(state=state)
    if cashier is not None:
        found = found.filter(cashier=cashier)
    return found.annotate(
        cash=Sum("takings__amount", filter=Q(takings__method="cash"), default=ZERO),
        card=Sum("takings__amount", filter=Q(takings__method="pos"), default=ZERO),
        receipts=Count("takings"),
    ).order_by("-id")


def waiting_for_approval() -> int:
    """Count the sessions and cancellations that await a second person."""
    held = Session.objects.filter(state__in=[SessionState.WAITING, SessionState.COUNTED])
    asked = Cancellation.objects.filter(state=CancellationState.ASKED)
    return held.count() + asked.count()


def cancellations() -> QuerySet[Cancellation]:
    """Return cancellations, the latest first."""
    return Cancellation.objects.select_related(
        "receipt__payment__party", "asked_by", "approved_by", "counter"
    ).order_by("-id")


def cancellation_of(receipt_id: int) -> Cancellation | None:
    """Return the cancellation of a receipt that was not refused."""
    living = Cancellation.objects.exclude(state=CancellationState.REFUSED)
    return living.filter(receipt_id=receipt_id).first()


def session_code_of(key: str) -> str:
    """Return the code of the session in which a movement was made, or nothing."""
    return Session.objects.filter(movements__key=key).values_list("code", flat=True).first() or ""


def mark_of(receipt_id: int) -> str:
    """Return desk and session of a receipt as it is printed; nothing if it has none."""
    taking = Taking.objects.filter(receipt_id=receipt_id).select_related("session__desk").first()
    return f"{taking.session.desk} · {taking.session}" if taking else ""
